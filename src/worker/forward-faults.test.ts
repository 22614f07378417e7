import { expect, it } from "vitest";
import { forwardFaults } from "./forward-faults";
import type { EngineEvent } from "./protocol";

it("sends uncaught errors and rejections as sentences, once each", () => {
  const scope = new EventTarget();
  const sent: EngineEvent[] = [];
  forwardFaults(scope, { send: (event) => sent.push(event) });
  const thrown = Object.assign(new Event("error", { cancelable: true }), { error: new Error("x is not a function") });
  const rejected = Object.assign(new Event("unhandledrejection", { cancelable: true }), { reason: "gone" });
  scope.dispatchEvent(thrown);
  scope.dispatchEvent(rejected);
  scope.dispatchEvent(new Event("unhandledrejection"));
  expect(sent.map((event) => (event.kind === "failed" ? event.message : event.kind))).toEqual([
    "x is not a function. Restart the engine, or reload the page.",
    "gone. Restart the engine, or reload the page.",
    "Something failed without saying what. Restart the engine, or reload the page.",
  ]);
  expect([thrown.defaultPrevented, rejected.defaultPrevented]).toEqual([true, true]);
});
