import { sentenceOf } from "./failure";
import type { EngineEvent } from "./protocol";
import type { Wire } from "./wire";

/** The part of a worker's global scope that tells of faults nobody caught. */
interface FaultScope {
  addEventListener(type: "error" | "unhandledrejection", listener: (event: Event) => void): void;
}

const advice = "Restart the engine, or reload the page.";

/**
 * Sends faults that nobody caught as `failed` events. A throw inside an async function reaches no `onerror` in the page;
 * an ordinary one would, but is told here with its own words and kept from being told twice.
 */
export function forwardFaults(scope: FaultScope, { send }: Pick<Wire<EngineEvent, never>, "send">): void {
  const tell = (event: Event, fault: unknown) => {
    event.preventDefault();
    send({ kind: "failed", scope: "engine", runId: null, message: sentenceOf(fault, advice) });
  };
  scope.addEventListener("error", (event) => tell(event, faultIn(event, "error")));
  scope.addEventListener("unhandledrejection", (event) => tell(event, faultIn(event, "reason")));
}

/** What was thrown, else the event's own message. */
function faultIn(event: Event, member: "error" | "reason"): unknown {
  const { [member]: thrown, message } = event as Event & { error?: unknown; reason?: unknown; message?: unknown };
  return thrown ?? message;
}
