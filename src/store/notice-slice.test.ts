import { expect, it } from "vitest";
import { loadedLab, type RecordedLab, readyEvent, recordedLab } from "./testing";

const titles = ({ store }: RecordedLab) => store.getState().notices.map(({ title }) => title);
const complain = ({ store }: RecordedLab) => store.getState().say({ level: "error", title: "Bad", message: "It is bad." });

it.each([
  ["an import", ({ store }: RecordedLab) => store.getState().loadBuiltin("digits", { n: 20 })],
  ["a run", ({ store }: RecordedLab) => store.getState().startRun()],
  ["an import of features", ({ store }: RecordedLab) => store.getState().attachFeatures([])],
])("what was said is gone once %s begins, and what is said next is new", (_, begin) => {
  const lab = loadedLab();
  complain(lab);
  const before = lab.store.getState().notices[0].id;
  begin(lab);
  expect(titles(lab)).toEqual([]);
  complain(lab);
  expect(lab.store.getState().notices[0].id).toBeGreaterThan(before);
});

it("a start that nobody can follow lets it stand", () => {
  const lab = recordedLab();
  complain(lab);
  lab.store.getState().startRun();
  expect(titles(lab)).toEqual(["Bad"]);
});

it("what a link lacks is said after its images were asked for", () => {
  const lab = recordedLab({ hash: "#data=digits&set.nope=1" });
  lab.store.receive(readyEvent);
  expect(titles(lab)).toEqual(["Part of the link could not be followed"]);
});
