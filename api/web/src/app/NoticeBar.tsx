// What the page has to say: an error with what to do, a note on a link, and that the service is gone (F22, F50).
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { save } from "../export/save.ts";
import { useSession } from "../state/context.ts";

/** How often the page asks whether a service that went is back. */
const ASK_EVERY = 5000;

function Gone(): JSX.Element | null {
  const session = useSession();
  const { api, store } = session;
  const was = useSignal(false);
  const gone = api.reachable.value === false && !store.offline.value;
  useEffect(() => {
    if (!gone) return;
    was.value = true;
    const timer = setInterval(() => void api.ping(), ASK_EVERY);
    return () => clearInterval(timer);
  }, [gone]);
  if (!gone) return null;
  return (
    <div class="notice notice-error" role="alert" id="server-gone">
      <p>The service does not answer. All that is on the page stays, and can be read, filtered and saved. Start it again with <code>chipgraph serve</code>; the page notices.</p>
      <button type="button" disabled={store.nodes.value.size === 0} onClick={() => void save(session, "case")}>Save the case</button>
      <button type="button" onClick={() => void api.ping()}>Ask again</button>
    </div>
  );
}

export function NoticeBar(): JSX.Element {
  const { store, api } = useSession();
  const notice = store.notice.value;
  return (
    <div class="notices">
      <Gone />
      {notice !== null && !(notice.kind === "error" && api.reachable.value === false) && (
        <div class={`notice notice-${notice.kind}`} role={notice.kind === "error" ? "alert" : "status"} id="notice">
          <p>{notice.text}{notice.remedy !== undefined && <> {notice.remedy}</>}</p>
          <button type="button" class="quiet" aria-label="Close the notice" onClick={() => (store.notice.value = null)}>✕</button>
        </div>
      )}
    </div>
  );
}
