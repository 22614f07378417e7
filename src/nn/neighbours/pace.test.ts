import { expect, it } from "vitest";
import { Pace, turnWork } from "./pace";

it("ends a turn when its work is done, and starts the next with room for as much", async () => {
  let turns = 0;
  const pace = new Pace(async () => {
    turns++;
  });
  expect(pace.spend(turnWork / 2)).toBe(false);
  expect(pace.left).toBe(turnWork / 2);
  expect(pace.spend(turnWork)).toBe(true);
  await pace.turn();
  expect(turns).toBe(1);
  expect(pace.left).toBe(turnWork);
});

it("lets a macrotask run when the caller brings no way of its own", async () => {
  let ran = false;
  setImmediate(() => {
    ran = true;
  });
  await new Pace().turn();
  expect(ran).toBe(true);
});

it("throws the signal's reason at once, and after a turn in which it was aborted", async () => {
  const abort = new AbortController();
  const pace = new Pace(async () => abort.abort(new Error("over")), abort.signal);
  await expect(pace.turn()).rejects.toThrow("over");
  expect(() => new Pace(undefined, abort.signal)).toThrow("over");
});
