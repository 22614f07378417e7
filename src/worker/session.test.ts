import { afterEach, describe, expect, it } from "vitest";
import { methodId, runId } from "../core/ids";
import type { FakeWorld } from "./fake-engine";
import { asksAt, epochsOf, type FakePage, openedPage, request } from "./fake-page";
import type { EngineParts } from "./host-parts";
import type { Checkpoint } from "./protocol";

/* "The typed event stream" of the architecture, row by row, over a real MessageChannel: what a run is told. */

const id = runId("r1");
const pages: FakePage[] = [];

async function opened(change?: (world: FakeWorld) => Partial<EngineParts>) {
  const made = await openedPage(change);
  pages.push(made.page);
  return made;
}

/** Starts a run of `epochs`, and waits until it is paused. */
async function startPaused(page: FakePage, epochs: number): Promise<void> {
  const paused = page.next("paused");
  page.post(request({ values: { epochs } }));
  page.post({ kind: "pause", runId: id });
  await paused;
}

afterEach(() => {
  for (const page of pages.splice(0)) page.close();
});

describe("pause, step and stop", () => {
  it("pauses within a step or two of a long epoch, and goes on where it stood", async () => {
    const { world, page } = await opened();
    world.atStep = (step) => {
      if (step === 5) page.post({ kind: "pause", runId: id });
    };
    const paused = page.next("paused");
    page.post(request({ values: { epochs: 1, stepsPerEpoch: 2000 } }));
    await paused;
    await page.settled();
    expect(world.steps).toBeLessThanOrEqual(7);
    const resumed = page.next("resumed");
    const finished = page.next("finished");
    page.post({ kind: "resume", runId: id });
    await resumed;
    await finished;
    expect(world.steps).toBe(2000);
  });

  it("sends the waiting losses and the current frame before `paused`", async () => {
    const { world, page } = await opened();
    let seen = 0;
    world.atEpoch = (epoch) => {
      seen = epoch;
      if (epoch === 7) page.post({ kind: "step", runId: id });
    };
    const paused = page.next("paused");
    page.post(request({ values: { epochs: 100 } }));
    await paused;
    const before = page.events.slice(0, page.kinds().indexOf("paused"));
    const frames = before.flatMap((event) => (event.kind === "frame" ? [event.frame.epoch] : []));
    // Nobody painted the first frame; the pause brings another all the same.
    expect(frames).toEqual([0, seen]);
    expect(epochsOf(page).at(-1)).toBe(seen);
  });

  it("steps to the next epoch's frame and pauses again", async () => {
    const { world, page } = await opened();
    const first = page.next("paused");
    page.post(request({ values: { epochs: 50 } }));
    page.post({ kind: "step", runId: id });
    await first;
    const stands = epochsOf(page).at(-1) ?? Number.NaN;
    for (const epoch of [stands + 1, stands + 2]) {
      const paused = page.next("paused");
      page.post({ kind: "step", runId: id });
      await paused;
      expect(page.of("frame").at(-1)?.frame.epoch).toBe(epoch);
      expect(world.steps).toBe(2 * epoch);
    }
  });

  it("leaves pauses out of the time", async () => {
    const { world, page } = await opened();
    await startPaused(page, 5);
    world.now += 60_000;
    const finished = page.next("finished");
    page.post({ kind: "resume", runId: id });
    // 5 epochs of 2 steps of 10 ms
    expect((await finished).seconds).toBeCloseTo(0.1, 10);
  });

  it("answers a stop with `stopped` alone, cleans up and can start again", async () => {
    const { world, page } = await opened();
    const paused = page.next("paused");
    page.post(request({ values: { epochs: 1000 } }));
    page.post({ kind: "step", runId: id });
    await paused;
    await page.settled();
    page.events.length = 0;
    const stopped = page.next("stopped");
    page.post({ kind: "stop", runId: id });
    await stopped;
    await page.settled();
    expect(page.kinds()).toEqual(["stopped", "pong"]);
    const finished = page.next("finished");
    page.post(request({ runId: runId("r2"), values: { epochs: 1 } }));
    expect((await finished).runId).toBe("r2");
    expect([world.cleanedUp, world.tensors]).toEqual([2, 0]);
  });

  it("reaches the method's `finally` and its signal when stopped within a step", async () => {
    const { world, page } = await opened();
    world.atStep = async (step) => {
      if (step !== 3) return;
      page.post({ kind: "stop", runId: id });
      await page.settled();
    };
    const stopped = page.next("stopped");
    page.post(request({ values: { epochs: 1000 } }));
    await stopped;
    await page.settled();
    expect([world.steps, world.cleanedUp, world.tensors]).toEqual([3, 1, 0]);
    expect(page.kinds().slice(-2)).toEqual(["stopped", "pong"]);
    expect(page.of("notice")).toEqual([]);
  });

  it("keeps a checkpoint at the end of the epoch that it is stopped in", async () => {
    const { world, page } = await opened();
    world.atStep = (step) => {
      if (step === 5) page.post({ kind: "stop", runId: id, keepWithinMs: 60_000 });
    };
    const stopped = page.next("stopped");
    page.post(request({ values: { epochs: 1000, stepsPerEpoch: 50 } }));
    await stopped;
    await page.settled();
    expect(page.of("checkpoint").map(({ checkpoint, requested }) => [checkpoint.epoch, requested])).toEqual([[1, false]]);
    expect([world.steps, epochsOf(page).at(-1), world.tensors]).toEqual([50, 1, 0]);
    expect(page.kinds().slice(-3)).toEqual(["checkpoint", "stopped", "pong"]);
  });

  it("keeps a checkpoint of where a paused run stands, and of the end of an epoch it was paused in", async () => {
    const { world, page } = await opened();
    const paused = page.next("paused");
    page.post(request({ values: { epochs: 1000 } }));
    page.post({ kind: "step", runId: id });
    await paused;
    const { steps } = world;
    const stopped = page.next("stopped");
    page.post({ kind: "stop", runId: id, keepWithinMs: 60_000 });
    await stopped;
    expect(world.steps).toBe(steps);
    expect(page.of("checkpoint").map(({ checkpoint }) => checkpoint.epoch)).toEqual([epochsOf(page).at(-1)]);

    page.events.length = 0;
    world.steps = 0;
    world.atStep = (step) => {
      if (step === 5) page.post({ kind: "pause", runId: id });
    };
    const within = page.next("paused");
    page.post(request({ values: { epochs: 1000, stepsPerEpoch: 50 } }));
    await within;
    const ended = page.next("stopped");
    page.post({ kind: "stop", runId: id, keepWithinMs: 60_000 });
    await ended;
    expect(page.of("checkpoint").map(({ checkpoint }) => checkpoint.epoch)).toEqual([1]);
    expect(world.steps).toBe(50);
  });

  it("stops without one where the epoch takes longer than a stop may wait", async () => {
    const { page } = await opened();
    const stopped = page.next("stopped");
    page.post(request({ values: { epochs: 1, stepsPerEpoch: 100_000 } }));
    await page.next("progress");
    page.post({ kind: "stop", runId: id, keepWithinMs: 20 });
    await stopped;
    expect(page.of("checkpoint")).toEqual([]);
  });

  it("stops even while the page owes a `painted` in lockstep", async () => {
    const { page } = await opened();
    const first = page.next("frame");
    page.post(request({ pace: "lockstep" }));
    await first;
    const stopped = page.next("stopped");
    page.post({ kind: "stop", runId: id });
    await stopped;
  });
});

describe("the seed", () => {
  it("is what a run's random numbers begin with", async () => {
    const codesOf = async (seed: number) => {
      const { page } = await opened();
      const finished = page.next("finished");
      page.post(request({ seed, wantCodes: true }));
      return (await finished).codes?.data;
    };
    const first = await codesOf(1);
    expect(first?.length).toBe(12);
    expect(await codesOf(1)).toEqual(first);
    expect(await codesOf(2)).not.toEqual(first);
  });
});

describe("tuning", () => {
  it("changes live settings and rejects the others, and the run goes on", async () => {
    const { world, page } = await opened();
    await startPaused(page, 5);
    page.post({ kind: "tune", runId: id, values: { learningRate: 0.5 } });
    page.post({ kind: "tune", runId: id, values: { epochs: 9 } });
    page.post({ kind: "tune", runId: id, values: { learningRate: 7 } });
    await page.settled();
    expect(page.of("tuned").map(({ values }) => values.learningRate)).toEqual([0.5]);
    expect(page.of("rejected").map(({ message }) => message)).toEqual([
      "epochs: this setting cannot change during a run; stop and start again to use it.",
      "learningRate: must be a number from 0 to 1, got 7.",
    ]);
    const finished = page.next("finished");
    page.post({ kind: "resume", runId: id });
    expect((await finished).epochs).toBe(5);
    expect(world.steps).toBe(10);
  });

  it("reaches the method while it runs", async () => {
    const { world, page } = await opened();
    await startPaused(page, 8);
    // The walk moves by its learning rate times a random number: with 0 it stands.
    page.post({ kind: "tune", runId: id, values: { learningRate: 0 } });
    await page.settled();
    const done = Math.floor(world.steps / 2);
    expect(done).toBeLessThan(4);
    const finished = page.next("finished");
    page.post({ kind: "resume", runId: id });
    await finished;
    const positions = page.of("progress").flatMap(({ epochs }) => epochs.map(({ facts }) => facts.position));
    expect(positions).toHaveLength(9);
    expect(new Set(positions.slice(done + 1)).size).toBe(1);
  });
});

describe("checkpoints", () => {
  async function finalOf(page: FakePage, changes: Parameters<typeof request>[0]) {
    const finished = page.next("finished");
    page.post(request({ wantCodes: true, ...changes }));
    return finished;
  }

  it("resumes to exactly where a straight run ends", async () => {
    const straight = await opened();
    const whole = await finalOf(straight.page, { values: { epochs: 12 } });

    const { world, page } = await opened();
    asksAt(5, world, page);
    const made = page.next("checkpoint");
    page.post(request({ values: { epochs: 12 } }));
    const { checkpoint, requested } = await made;
    page.post({ kind: "stop", runId: id });
    await page.settled();
    expect(requested).toBe(true);
    const { epoch } = checkpoint;
    expect(epoch).toBeGreaterThanOrEqual(5);
    expect(epoch).toBeLessThan(12);
    expect(checkpoint).toMatchObject({ format: 1, methodId: "walk", clusters: 2, seed: 1, datasetHash: "hash-6" });

    // A fresh engine, and the checkpoint as a file would bring it.
    const other = await opened();
    const resumeFrom = { ...structuredClone(checkpoint), elapsedMs: 5000 };
    const rest = await finalOf(other.page, { values: { epochs: 12 }, resumeFrom });
    expect(rest.codes).toEqual(whole.codes);
    expect(rest.codes).not.toBeNull();
    expect(rest.epochs).toBe(12);
    // It takes the steps that are left, 2 an epoch of 10 ms each, and no other.
    expect(other.world.steps).toBe(2 * (12 - epoch));
    expect(epochsOf(other.page)).toEqual(Array.from({ length: 12 - epoch }, (_, i) => epoch + 1 + i));
    // Time and the bar go on from where they were, and do not start anew.
    expect(rest.seconds).toBeCloseTo(5 + 0.02 * (12 - epoch), 9);
    expect(other.page.of("progress").at(-1)?.progress).toMatchObject({ phaseEpoch: 12, phaseEpochs: 12 });
  });

  it("answers at once while paused at an epoch event", async () => {
    const { world, page } = await opened();
    const paused = page.next("paused");
    page.post(request({ values: { epochs: 50 } }));
    page.post({ kind: "step", runId: id });
    await paused;
    const steps = world.steps;
    const made = page.next("checkpoint");
    page.post({ kind: "checkpoint", runId: id });
    const { checkpoint } = await made;
    expect(checkpoint.epoch).toBe(page.of("frame").at(-1)?.frame.epoch);
    expect(checkpoint.elapsedMs).toBe(10 * steps);
    expect(world.steps).toBe(steps);
  });

  it("says when it must wait for the epoch's end", async () => {
    const { world, page } = await opened();
    world.atStep = (step) => {
      if (step === 5) page.post({ kind: "pause", runId: id });
    };
    const paused = page.next("paused");
    page.post(request({ values: { epochs: 2, stepsPerEpoch: 100 } }));
    await paused;
    page.post({ kind: "checkpoint", runId: id });
    await page.settled();
    expect(page.of("notice")[0].message).toContain("when that epoch ends");
    expect(page.of("checkpoint")).toEqual([]);
    const made = page.next("checkpoint");
    page.post({ kind: "resume", runId: id });
    expect((await made).checkpoint.epoch).toBe(1);
  });

  it("comes by itself every 10 s and no more often", async () => {
    const { world, page } = await opened();
    world.atStep = () => {
      world.now += 990;
    };
    const finished = page.next("finished");
    // 100 epochs of 2 s
    page.post(request({ values: { epochs: 100 } }));
    await finished;
    expect(page.of("checkpoint").map(({ checkpoint, requested }) => [checkpoint.epoch, requested])).toEqual(
      Array.from({ length: 20 }, (_, i) => [5 * (i + 1), false]),
    );
    expect(world.saves).toBe(20);
  });

  it("refuses one of another method, dataset, size, seed or setting, naming all", async () => {
    const { world, page } = await opened();
    const made = page.next("checkpoint");
    const values = { epochs: 1000 };
    page.post(request({ values }));
    page.post({ kind: "checkpoint", runId: id });
    const good: Checkpoint = (await made).checkpoint;
    const stopped = page.next("stopped");
    page.post({ kind: "stop", runId: id });
    await stopped;
    page.events.length = 0;
    page.post(request({ values, resumeFrom: { ...good, methodId: methodId("dec") } }));
    page.post(
      request({
        values,
        resumeFrom: {
          ...good,
          datasetHash: "x",
          clusters: 3,
          seed: 9,
          values: { epochs: 8, stepsPerEpoch: 2, learningRate: 0.9 },
        },
      }),
    );
    page.post(request({ values, resumeFrom: { ...good, format: 2 as unknown as 1 } }));
    await page.settled();
    expect(page.of("rejected").map(({ message }) => message)).toEqual([
      'The checkpoint was made by the method "dec"; choose that method to resume it.',
      "The checkpoint was made with other images; load the same dataset with the same import options to resume it. " +
        "The checkpoint has 3 clusters; set the number of clusters to that to resume it. " +
        "The checkpoint has the seed 9; set the seed to that to resume it. " +
        "epochs: the checkpoint was made with 8; set it to that to resume, or start a new run.",
      "The checkpoint has format 2, and this version reads format 1; start a new run instead.",
    ]);
    expect(world.cleanedUp).toBe(1);
  });
});
