import { afterEach, expect, it } from "vitest";
import { datasetId, methodId, runId } from "../core/ids";
import type { Labels } from "../core/images";
import type { Method, Run } from "../methods/method";
import { knownLabelHyperparameters } from "../methods/parts/known-label-settings";
import { fakeDataset, fakeParts, fakeWorld, hyperparameters, walkMethod } from "./fake-engine";
import { type FakePage, fakePage, request } from "./fake-page";
import type { EngineEvent } from "./protocol";
import { approve } from "./start-request";

const pages: FakePage[] = [];

afterEach(() => {
  for (const made of pages.splice(0)) made.close();
});

/** A method that learns from labels, and what it was given. */
function learner(learnsFromLabels = true) {
  const walk = walkMethod(fakeWorld());
  const given: (Int32Array | undefined)[] = [];
  const method: Method = {
    ...walk,
    learnsFromLabels,
    hyperparameters: { ...hyperparameters, ...knownLabelHyperparameters },
    train(run: Run<never, never>) {
      given.push(run.knownLabels);
      return walk.train(run);
    },
  };
  return { method, given };
}

async function eventsOf(method: Method): Promise<EngineEvent[]> {
  const parts = fakeParts(fakeWorld(), { methods: [method] });
  // In the place of scores: how many images are scored.
  const scores = (_: Int32Array, truth: Labels | null) => ({ acc: truth?.codes.filter((code) => code >= 0).length ?? 0 });
  const page = fakePage({ ...parts, frames: { ...parts.frames, scores } });
  pages.push(page);
  await page.prepare();
  const events: EngineEvent[] = [];
  page.onEvent((event) => events.push(event));
  const finished = page.next("finished");
  page.post(request({ values: { knownClasses: 0.5, knownImages: 0.5 } }));
  await finished;
  return events;
}

it("are given to a method that learns from them, told to the user, and left out of what is scored", async () => {
  const { method, given } = learner();
  const events = await eventsOf(method);
  const told = given[0]?.filter((label) => label >= 0).length ?? 0;
  expect(told).toBeGreaterThan(0);
  expect(new Set(given[0])).toEqual(new Set([0, -1]));
  const notice = events.find((event) => event.kind === "notice");
  expect(notice?.message).toContain(`is given the labels of ${told} of ${given[0]?.length} images`);
  const facts = events.flatMap((event) => (event.kind === "progress" ? event.epochs.map((epoch) => epoch.facts) : []));
  // The fake's clusters are the classes.
  expect(facts.at(-1)).toMatchObject({ allAccuracy: 1, oldAccuracy: 1, newAccuracy: 1 });
  const finished = events.find((event) => event.kind === "finished");
  expect(finished?.frame.scores?.acc).toBe((given[0]?.length ?? 0) - told);
});

it("are given to nobody else", async () => {
  const { method, given } = learner(false);
  const events = await eventsOf(method);
  expect(given).toEqual([undefined]);
  expect(events.some((event) => event.kind === "notice")).toBe(false);
});

it("must be there, or the run does not start", () => {
  const { method } = learner();
  const dataset = fakeDataset(6);
  const asked = {
    runId: runId("r"),
    datasetId: datasetId("d"),
    methodId: methodId("walk"),
    values: {},
    clusters: 2,
    seed: 1,
    pace: "free",
  } as const;
  const bare = { ...dataset, images: { ...dataset.images, truth: null } };
  const start = (given: typeof dataset) => approve(asked, [method], given, { get: () => undefined } as never);
  expect(() => start(bare as typeof dataset)).toThrow(/this dataset has none; load one with labels/);
  expect(start(dataset).known?.classes).toHaveLength(1);
});
