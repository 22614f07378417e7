import type { DatasetId } from "../core/ids";
import type { LoadContext } from "../data/dataset";
import type { EngineParts, Send } from "./host-parts";
import { throttled } from "./throttle";

/** Tells how far a load has come, in few messages. */
export function loadContext(datasetId: DatasetId, signal: AbortSignal, parts: EngineParts, send: Send): LoadContext {
  const tell = throttled(
    (done: number, total: number | null, what: string) => send({ kind: "loading", datasetId, done, total, what }),
    parts.timing.progressMs,
    () => parts.now(),
  );
  let lastWhat: string | null = null;
  return {
    signal,
    progress(done, total, what) {
      if (signal.aborted) return;
      tell(what !== lastWhat, done, total, what);
      lastWhat = what;
    },
  };
}
