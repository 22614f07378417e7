import { afterEach, describe, expect, it } from "vitest";
import { runId } from "../core/ids";
import type { Method } from "../methods/method";
import { type FakeWorld, fakeParts, walkMethod } from "./fake-engine";
import { epochsOf, type FakePage, openedPage, paints, request } from "./fake-page";
import { defaultTiming, type EngineParts } from "./host-parts";

/* "The typed event stream" of the architecture, row by row, over a real MessageChannel: what a run tells. */

const id = runId("r1");
const pages: FakePage[] = [];

async function opened(change?: (world: FakeWorld) => Partial<EngineParts>) {
  const made = await openedPage(change);
  pages.push(made.page);
  return made;
}

afterEach(() => {
  for (const page of pages.splice(0)) page.close();
});

describe("losses and frames", () => {
  it("sends every loss and two frames to a viewer that never paints", async () => {
    const { world, page } = await opened();
    const finished = page.next("finished");
    page.post(request({ values: { epochs: 40 }, wantCodes: true }));
    const { frame, epochs, codes } = await finished;
    expect(epochsOf(page)).toEqual(Array.from({ length: 41 }, (_, i) => i));
    const losses = page.of("progress").flatMap((event) => event.epochs.flatMap(({ losses }) => losses.total ?? []));
    expect(losses).toEqual(Array.from({ length: 40 }, (_, i) => 1 / (i + 1)));
    expect(page.of("frame").map((event) => event.frame.epoch)).toEqual([0]);
    expect([frame.index, frame.epoch, epochs]).toEqual([1, 40, 40]);
    expect(frame.labels).toEqual(Int32Array.of(0, 1, 0, 1, 0, 1));
    expect([codes?.rows, codes?.cols, codes?.data.length]).toEqual([6, 2, 12]);
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
    // A batch may be a step late, so that one comes every 60 ms at least.
    expect(page.of("progress").length).toBeGreaterThanOrEqual(14);
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
      ["warning", "Cluster 1 has no images in epoch 0 (of 2 clusters). If that stays so, try fewer clusters or another seed."],
    ]);
  });

  it("leaves that to a method that has told of them itself", async () => {
    const message = "1 of 2 clusters hold images.";
    const { world, page } = await opened((world) => {
      const walk = walkMethod(world);
      const telling: Method = {
        ...walk,
        async *train(run) {
          yield { kind: "notice", level: "warning", message, tellsEmpty: true };
          return yield* walk.train(run);
        },
      };
      return { methods: [telling] };
    });
    world.labelAt = () => 0;
    const finished = page.next("finished");
    page.post(request({ values: { epochs: 2 } }));
    await finished;
    expect(page.of("notice").map((notice) => notice.message)).toEqual([message]);
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
