// A button that saves a drawing of the page as SVG.
import type { JSX } from "preact";
import { useSession } from "../state/context.ts";
import { saveDrawing } from "./drawing.ts";

export function SaveDrawing({ id, what, credit }: { id: string; what: string; credit?: string }): JSX.Element {
  const session = useSession();
  return (
    <button type="button" class="quiet" aria-label={`Save ${what} as SVG`} title={`Save ${what} as SVG`} onClick={() => saveDrawing(session, id, credit)}>
      SVG
    </button>
  );
}
