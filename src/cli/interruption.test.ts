import { expect, it } from "vitest";
import { onInterruption } from "./interruption";

it("takes a press that arrives twice for one, and a later one for the second", () => {
  const told: string[] = [];
  let time = 1000;
  const stop = onInterruption(
    () => told.push("first"),
    () => told.push("second"),
    () => time,
  );
  const press = () => process.emit("SIGINT");
  press();
  time += 5;
  press();
  expect(told).toEqual(["first"]);
  time += 400;
  press();
  expect(told).toEqual(["first", "second"]);
  stop();
  expect(process.listenerCount("SIGINT")).toBe(0);
});
