import { describe, expect, it } from "vitest";
import { changesUntil, withChanges } from "./setting-changes";

const before = { rotation: 15, gamma: 0.1, filters: [8, 16] };

describe("settings changed while a run goes on", () => {
  it("are told with the epoch, what they were and what they are", () => {
    expect(withChanges([], 8, before, { ...before, rotation: 0, filters: [8, 16] })).toEqual([
      { epoch: 8, setting: "rotation", from: 15, to: 0 },
    ]);
  });

  it("are one change where a setting is moved about within an epoch, and none where it ends as it was", () => {
    const once = withChanges([], 8, before, { ...before, rotation: 10 });
    const twice = withChanges(once, 8, { ...before, rotation: 10 }, { ...before, rotation: 0 });
    expect(twice).toEqual([{ epoch: 8, setting: "rotation", from: 15, to: 0 }]);
    expect(withChanges(twice, 8, { ...before, rotation: 0 }, before)).toEqual([]);
    const later = withChanges(twice, 9, { ...before, rotation: 0 }, before);
    expect(later.map(({ epoch, from, to }) => [epoch, from, to])).toEqual([
      [8, 15, 0],
      [9, 0, 15],
    ]);
  });

  it("stay with a run that goes on from a checkpoint made after them", () => {
    const changes = withChanges(withChanges([], 3, before, { ...before, gamma: 1 }), 5, { ...before, gamma: 1 }, before);
    expect(changesUntil(changes, { epoch: 6, values: before })).toEqual(changes);
    expect(changesUntil(changes, { epoch: 5, values: before })).toEqual(changes);
    expect(changesUntil(changes, { epoch: 5, values: { ...before, gamma: 1 } })).toEqual(changes.slice(0, 1));
    expect(changesUntil(changes, { epoch: 2, values: before })).toEqual([]);
  });
});
