import { afterEach, describe, expect, it } from "vitest";
import { methodId, runId } from "../core/ids";
import { type FakePage, type FakeWorld, fakePage, fakeParts, fakeWorld, request, walkMethod } from "./fake-engine";
import type { EngineParts } from "./host-parts";
import { defaultTiming } from "./host-parts";
import type { Checkpoint, EngineEvent } from "./protocol";

/* "The typed event stream" of the architecture, row by row, over a real MessageChannel. */

const id = runId("r1");
const pages: FakePage[] = [];

async function opened(change: (world: FakeWorld) => Partial<EngineParts> = () => ({})) {
  const world = fakeWorld();
  const page = fakePage(fakeParts(world, change(world)));
  pages.push(page);
  await page.prepare();
  return { world, page };
}

/** A page that draws every frame at once. */
function paints(page: FakePage, alsoDo: (event: EngineEvent) => void = () => {}): void {
  page.onEvent((event) => {
    if (event.kind === "frame") page.post({ kind: "painted", runId: id, index: event.frame.index });
    alsoDo(event);
  });
}

const epochsOf = (page: FakePage): number[] => page.of("progress").flatMap((event) => event.epochs.map(({ epoch }) => epoch));

afterEach(() => {
  for (const page of pages.splice(0)) page.close();
});

describe("losses and frames", () => {
  it("sends every loss and two frames to a viewer that never paints", async () => {
    const { world, page } = await opened();
    const finished = page.next("finished");
    page.post(request({ values: { epochs: 40 } }));
    const { frame, epochs, codes } = await finished;
    expect(epochsOf(page)).toEqual(Array.from({ length: 41 }, (_, i) => i));
    const losses = page.of("progress").flatMap((event) => event.epochs.flatMap(({ losses }) => losses.total ?? []));
    expect(losses).toEqual(Array.from({ length: 40 }, (_, i) => 1 / (i + 1)));
    expect(page.of("frame").map((event) => event.frame.epoch)).toEqual([0]);
    expect([frame.index, frame.epoch, epochs]).toEqual([1, 40, 40]);
    expect(frame.labels).toEqual(Int32Array.of(0, 1, 0, 1, 0, 1));
    expect([codes.rows, codes.cols, codes.data.length]).toEqual([6, 2, 12]);
    // The frame of epoch 0 only; the outcome's comes with the outcome.
    expect(world.snapshots).toBe(1);
  });

  it("batches losses into one message per 50 ms and starts at once", async () => {
    const { page } = await opened();
    const finished = page.next("finished");
    page.post(request({ values: { epochs: 40 } }));
    await finished;
    // 40 epochs of 2 steps of 10 ms are 800 ms: 16 batches, the first message and the last flush.
    expect(page.of("progress").length).toBeLessThanOrEqual(18);
    expect(page.kinds().slice(0, 2)).toEqual(["started", "phase"]);
    expect(page.of("progress")[0].epochs.map(({ epoch }) => epoch)).toEqual([0]);
  });

  it("sends at most five frames a second to a viewer that paints at once", async () => {
    const { page } = await opened();
    paints(page);
    const finished = page.next("finished");
    page.post(request({ values: { epochs: 100 } }));
    await finished;
    // 100 epochs of 20 ms: 2 s, a frame every 200 ms and the one at the start. One may be a step late.
    expect(page.of("frame").length).toBeGreaterThanOrEqual(9);
    expect(page.of("frame").length).toBeLessThanOrEqual(11);
  });

  it("lets frames take only their share of the time", async () => {
    const { page } = await opened((world) => ({
      frames: {
        ...fakeParts(world).frames,
        layout(codes) {
          world.now += 100;
          return codes.data.slice(0, codes.rows * 2);
        },
      },
    }));
    paints(page);
    const finished = page.next("finished");
    page.post(request({ values: { epochs: 100 } }));
    await finished;
    // A frame of 100 ms may come every 500 ms, that is after 400 ms or 20 epochs of training.
    expect(page.of("frame").length).toBeGreaterThanOrEqual(4);
    expect(page.of("frame").length).toBeLessThanOrEqual(6);
  });

  it("waits for the page after every epoch in lockstep", async () => {
    const { world, page } = await opened();
    const first = page.next("frame");
    page.post(request({ pace: "lockstep", values: { epochs: 3 } }));
    await first;
    await page.settled();
    expect(world.steps).toBe(0);
    const finished = page.next("finished");
    paints(page);
    page.post({ kind: "painted", runId: id, index: 0 });
    await finished;
    expect(page.of("frame").map((event) => event.frame.epoch)).toEqual([0, 1, 2, 3]);
  });

  it("tells churn and movement against the frame before, and matches classes", async () => {
    const { page } = await opened((world) => {
      world.labelAt = (image, epoch) => (epoch === 2 && image === 0 ? 1 : image % 2);
      return {};
    });
    paints(page);
    const finished = page.next("finished");
    page.post(request({ pace: "lockstep", values: { epochs: 2 } }));
    const { frame } = await finished;
    const frames = page.of("frame").map((event) => event.frame);
    expect(frames.map(({ churn }) => churn)).toEqual([null, 0, 1 / 6]);
    expect(frames.map(({ moved }) => moved)).toEqual([0, 0.5, 0.5]);
    expect(frame.confusion).toEqual({
      counts: new Int32Array(4),
      match: Int32Array.of(0, 1),
      clusters: 2,
      classes: ["even", "odd"],
    });
    expect(frame.scores).toEqual({ acc: 1 });
  });
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
    const paused = page.next("paused");
    page.post(request({ values: { epochs: 5 } }));
    page.post({ kind: "pause", runId: id });
    await paused;
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

describe("tuning", () => {
  it("changes live settings and rejects the others, and the run goes on", async () => {
    const { world, page } = await opened();
    const paused = page.next("paused");
    page.post(request({ values: { epochs: 5 } }));
    page.post({ kind: "pause", runId: id });
    await paused;
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
});

describe("checkpoints", () => {
  async function finalOf(page: FakePage, changes: Parameters<typeof request>[0]) {
    const finished = page.next("finished");
    page.post(request(changes));
    return finished;
  }

  it("resumes to exactly where a straight run ends", async () => {
    const straight = await opened();
    const whole = await finalOf(straight.page, { values: { epochs: 12 } });

    const { page } = await opened();
    const made = page.next("checkpoint");
    page.post(request({ values: { epochs: 12 } }));
    page.post({ kind: "checkpoint", runId: id });
    const { checkpoint, requested } = await made;
    page.post({ kind: "stop", runId: id });
    await page.settled();
    expect(requested).toBe(true);
    expect(checkpoint.epoch).toBeLessThan(12);
    expect(checkpoint).toMatchObject({ format: 1, methodId: "walk", clusters: 2, seed: 1, datasetHash: "hash-6" });

    // A fresh engine, and the checkpoint as a file would bring it.
    const other = await opened();
    const rest = await finalOf(other.page, { values: { epochs: 12 }, resumeFrom: structuredClone(checkpoint) });
    expect(rest.codes).toEqual(whole.codes);
    expect(rest.epochs).toBe(12);
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

  it("comes by itself every 30 s and no more often", async () => {
    const { world, page } = await opened();
    world.atStep = () => {
      world.now += 990;
    };
    const finished = page.next("finished");
    // 100 epochs of 2 s
    page.post(request({ values: { epochs: 100 } }));
    await finished;
    expect(page.of("checkpoint").map(({ checkpoint, requested }) => [checkpoint.epoch, requested])).toEqual(
      [15, 30, 45, 60, 75, 90].map((epoch) => [epoch, false]),
    );
    expect(world.saves).toBe(6);
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

describe("failure and health", () => {
  it("turns what a method throws into a sentence, without a stack, after its losses", async () => {
    const { world, page } = await opened();
    world.atStep = (step) => {
      if (step === 7) throw new TypeError("the shapes [3] and [4] differ");
    };
    const failed = page.next("failed");
    page.post(request({ values: { epochs: 9 } }));
    const { scope, runId: failedRun, message } = await failed;
    expect([scope, failedRun]).toEqual(["run", id]);
    expect(message).toBe(
      "the shapes [3] and [4] differ. The run ended there; try a smaller batch size or another backend, or resume from the last checkpoint.",
    );
    expect(epochsOf(page)).toEqual([0, 1, 2, 3]);
    expect([world.cleanedUp, world.tensors]).toEqual([1, 0]);
  });

  it("fails on a loss that is no number, naming it and the learning rate", async () => {
    const { world, page } = await opened();
    world.lossAt = (epoch) => (epoch === 3 ? Number.NaN : 1);
    const failed = page.next("failed");
    page.post(request({ values: { epochs: 9 } }));
    expect((await failed).message).toBe(
      'The loss "walk" became NaN in epoch 3, so training can\'t go on. ' +
        "Lower the learning rate (now 0.1) and start again, or resume from the last checkpoint with a lower one.",
    );
    expect(epochsOf(page)).toEqual([0, 1, 2, 3]);
  });

  it("tells of empty clusters once", async () => {
    const { world, page } = await opened();
    world.labelAt = () => 0;
    paints(page);
    const finished = page.next("finished");
    page.post(request({ pace: "lockstep", values: { epochs: 4 } }));
    await finished;
    expect(page.of("notice").map(({ level, message }) => [level, message])).toEqual([
      [
        "warning",
        "Cluster 1 has no images in epoch 0 (of 2 clusters). If that stays so, try fewer clusters, another seed or a longer pretraining.",
      ],
    ]);
  });

  it("warns when a method leaves tensors behind", async () => {
    const { page } = await opened((world) => {
      const tidy = walkMethod(world);
      const leaky = {
        ...tidy,
        async *train(run: Parameters<typeof tidy.train>[0]) {
          world.tensors += 2;
          return yield* tidy.train(run);
        },
      };
      return { methods: [leaky] };
    });
    const finished = page.next("finished");
    page.post(request({ values: { epochs: 1 } }));
    await finished;
    expect(page.of("notice").map(({ message }) => message)).toEqual([
      'The run left 2 tensors in memory, which is a fault of the method "walk"; please report it.',
    ]);
  });
});

describe("progress", () => {
  it("tells throughput and the time left of the phase", async () => {
    const { page } = await opened(() => ({ timing: { ...defaultTiming, progressMs: 0 } }));
    const finished = page.next("finished");
    page.post(request({ values: { epochs: 10 } }));
    await finished;
    const { progress } = page.of("progress").at(-4) ?? {};
    // 6 images a step of 10 ms; the tenth epoch has done no step or one.
    expect(progress?.imagesPerSecond).toBeCloseTo(600, 6);
    expect(progress?.phase).toBe("walk");
    const whole = page.of("progress").filter(({ epochs }) => epochs[0]?.epoch === 4)[0].progress;
    expect([whole.phaseEpoch, whole.phaseEpochs, whole.steps, whole.elapsedMs, whole.etaMs]).toEqual([4, 10, 8, 80, 120]);
    expect(whole.memory).toEqual({ tensors: 3, bytes: 12 });
  });
});
