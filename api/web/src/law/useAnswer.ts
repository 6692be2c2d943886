// An answer of the service for a path: asked again when the path changes, after a short rest; an old answer stays in sight
// meanwhile.
import { useEffect, useState } from "preact/hooks";
import { saidOf } from "../api.ts";
import { useApi } from "../state/context.ts";

export interface Asked<T> {
  answer: T | null;
  /** the path that was answered */
  path: string | null;
  problem: { text: string; remedy?: string } | null;
  waiting: boolean;
}

const REST_MS = 180;

/** Ask `GET /api/v1/<path>`; null asks nothing. */
export function useAnswer<T>(path: string | null): Asked<T> {
  const api = useApi();
  const [asked, setAsked] = useState<Asked<T>>({ answer: null, path: null, problem: null, waiting: false });
  useEffect(() => {
    if (path === null) {
      setAsked({ answer: null, path: null, problem: null, waiting: false });
      return undefined;
    }
    const abort = new AbortController();
    setAsked((now) => ({ ...now, waiting: true }));
    const timer = setTimeout(() => {
      api
        .get<T>(path, {}, abort.signal)
        .then((answer) => setAsked({ answer, path, problem: null, waiting: false }))
        .catch((error: unknown) => {
          if (!abort.signal.aborted) setAsked({ answer: null, path, problem: saidOf(error), waiting: false });
        });
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [api, path]);
  return asked;
}
