// Routes between two ends: list, drawing, steps in full, certificate (F30 to F32). What it shows is the answer in the store; the
// chosen route, the selection and the filter are those of all views (F20).
import "./routeview.css";
import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { RouteAnswer } from "../answer.ts";
import { trace } from "../state/actions.ts";
import { useSession, useStore } from "../state/context.ts";
import { counted, plural } from "../words.ts";
import { CertificateBox, DeniedRelations, WhyNot } from "./Certificate.tsx";
import { drawingOf, fitting } from "./drawing.ts";
import { RouteDrawing } from "./RouteDrawing.tsx";
import { RouteList } from "./RouteList.tsx";
import { StepList } from "./StepList.tsx";
import { useMarkWords } from "./useMarkWords.ts";
import { certificateHead } from "./words.ts";

/** Above this many holdings the chosen route is drawn alone, until the reader asks for all. */
const CROWDED = 24;

export function RouteView(): JSX.Element {
  const answer = useStore().routeAnswer.value;
  return (
    <section class="panel" id="routeview" aria-label="Routes">
      {answer === null ? (
        <p class="empty">No routes have been asked for. Select two parties or products, then choose “Routes between”.</p>
      ) : (
        <Answer answer={answer} />
      )}
    </section>
  );
}

/** Ask the same question again with the law of each hop's days (W22). */
function JudgeButton({ judged }: { judged: boolean }): JSX.Element | null {
  const session = useSession();
  const question = session.store.routeQuestion.value;
  if (judged || question === null || session.store.offline.value) return null;
  return <button disabled={session.store.busy.value !== null} onClick={() => void trace(session, { ...question, law: true })}>Judge by the law</button>;
}

function captions(ends: { caption: string }[] | null | undefined): string {
  return ends && ends.length > 0 ? ends.map((end) => end.caption).join(", ") : "anyone";
}

function Answer({ answer }: { answer: RouteAnswer }): JSX.Element {
  const store = useStore();
  const marks = useMarkWords();
  const [asked, setAlone] = useState<boolean | null>(null);
  const chosen = store.chosenRoute.value ?? answer.routes[0] ?? null;
  const chosenId = chosen?.id ?? null;
  const fits = useMemo(() => fitting(answer.routes, chosenId), [answer, chosenId]);
  const kept = fits.map((route) => route.id).join();
  const crowded = useMemo(() => drawingOf(fits).nodes.length > CROWDED, [kept, answer]);
  const alone = asked ?? crowded;
  const shown = alone && chosen !== null ? [chosen] : fits;
  const drawing = useMemo(() => drawingOf(shown), [kept, alone ? chosenId : null, answer]);
  const title = `${captions(answer.question.start)} → ${captions(answer.question.end)}`;
  return (
    <>
      <header class="panel-head">
        <h2>Routes: {title}</h2>
        {chosen !== null && (
          <>
            <span class="chip">{fits.length < answer.routes.length ? `${counted(fits.length, answer.routes.length)} routes drawn` : plural(fits.length, "route")}</span>
            <button aria-pressed={alone} onClick={() => setAlone(!alone)}>This route alone</button>
            <JudgeButton judged={typeof chosen.label === "string"} />
          </>
        )}
      </header>
      {chosen === null ? (
        <None answer={answer} />
      ) : (
        <div class="route-body">
          <p class="visually-hidden" role="status">{plural(answer.routes.length, "route")}</p>
          <RouteList routes={answer.routes} families={answer.families} chosen={chosenId} marks={marks} />
          <RouteDrawing drawing={drawing} chosen={chosenId} marks={marks} />
          <div class="route-detail" tabIndex={0} role="group" aria-label="The chosen route in full">
            <StepList route={chosen} marks={marks} />
            <DeniedRelations relations={answer.denied_relations} />
            <CertificateBox certificate={answer.certificate} />
          </div>
        </div>
      )}
    </>
  );
}

/** No route: the finding and its certificate, what stood nearest, what is denied (W29, W30). */
function None({ answer }: { answer: RouteAnswer }): JSX.Element {
  return (
    <div class="panel-body route-none">
      <p class="route-verdict-none">{certificateHead(answer.certificate)}</p>
      <WhyNot answer={answer} />
      <DeniedRelations relations={answer.denied_relations} />
      <CertificateBox certificate={answer.certificate} />
    </div>
  );
}
