import { afterEach, describe, expect, it } from "vitest";
import type { BackendName, BackendReport } from "../core/backend-report";
import { runId } from "../core/ids";
import type { DeviceWatch } from "../nn/device-watch";
import { appendBounded } from "../store/timeline-slice";
import type { FakeWorld } from "./fake-engine";
import { type FakePage, openedPage, request } from "./fake-page";
import { defaultTiming, type EngineParts } from "./host-parts";
import type { EpochFacts } from "./protocol";

/* A graphics device is lost: under an idle engine, a training, hanging, failing or paused run, once and twice. */

const id = runId("r1");
const pages: FakePage[] = [];

afterEach(() => {
  for (const page of pages.splice(0)) page.close();
});

/** An engine whose webgpu device a test can lose, and which has wasm besides. */
async function opened({ checkpointMs = 50, lossMs = 20 } = {}) {
  const gpu = { lost: false, tell: (_why: string) => {}, opened: [] as BackendName[], reopening: Promise.resolve() };
  let watch: DeviceWatch | null = null;
  const open: EngineParts["openBackend"] = async (_, avoid) => {
    await gpu.reopening;
    const backend = avoid.some((one) => one.backend === "webgpu") ? "wasm" : "webgpu";
    gpu.opened.push(backend);
    gpu.lost = false;
    const lost = new Promise<string>((resolve) => {
      gpu.tell = resolve;
    });
    watch = backend === "webgpu" ? { lost, isLost: () => gpu.lost } : null;
    return report(backend, avoid);
  };
  const parts = (world: FakeWorld): Partial<EngineParts> => ({
    openBackend: open,
    watchDevice: () => watch,
    // Facts are told so rarely that nothing but a checkpoint or the end brings them.
    timing: { ...defaultTiming, checkpointMs, lossMs, progressMs: 100_000 },
    memory: () => ({ tensors: world.tensors, bytes: 0 }),
  });
  const { world, page } = await openedPage(parts);
  pages.push(page);
  const lose = () => {
    gpu.lost = true;
    gpu.tell("A test lost it.");
  };
  return { world, page, gpu, lose };
}

function report(backend: BackendName, passedOver: BackendReport["passedOver"]): BackendReport {
  return { backend, passedOver, reason: "It is a test.", device: null, threads: 1 };
}

/** Epochs as the page's charts hold them. */
function historyOf(page: FakePage): number[] {
  const history = page.of("progress").reduce<readonly EpochFacts[]>((list, { epochs }) => appendBounded(list, epochs), []);
  return history.map(({ epoch }) => epoch);
}

const upTo = (last: number) => Array.from({ length: last + 1 }, (_, i) => i);
const run = request({ values: { epochs: 12 }, wantCodes: true });

/** What the run ends with when nothing is lost. */
async function undisturbed() {
  const { page } = await opened();
  const finished = page.next("finished");
  page.post(run);
  const { codes, frame } = await finished;
  expect(codes).not.toBeNull();
  return { codes, labels: frame.labels };
}

describe("an idle engine", () => {
  it("tells the loss, opens another device and takes runs again", async () => {
    const { page, gpu, lose } = await opened();
    const ready = page.next("ready");
    lose();
    await ready;
    expect(page.kinds()).toEqual(["deviceLost", "ready"]);
    expect(page.of("deviceLost")[0].message).toBe(
      "The graphics device was lost (A test lost it), as happens when its driver restarts or the computer sleeps. Another one is being opened.",
    );
    const finished = page.next("finished");
    page.post(run);
    expect((await finished).epochs).toBe(12);
    expect(gpu.opened).toEqual(["webgpu", "webgpu"]);
  });

  it("takes no run while the other one opens", async () => {
    const { page, gpu, lose } = await opened();
    let proceed = () => {};
    gpu.reopening = new Promise((resolve) => {
      proceed = resolve;
    });
    const lost = page.next("deviceLost");
    lose();
    await lost;
    const rejected = page.next("rejected");
    page.post(run);
    expect((await rejected).message).toContain("no backend open yet");
    const ready = page.next("ready");
    proceed();
    await ready;
  });

  it("falls to wasm at the second loss, and trusts the card again when the user asks for it", async () => {
    const { page, gpu, lose } = await opened();
    for (const expected of ["webgpu", "wasm"]) {
      const ready = page.next("ready");
      lose();
      expect((await ready).backend.backend).toBe(expected);
    }
    expect(page.of("ready")[1].backend.passedOver).toEqual([
      { backend: "webgpu", fault: "the graphics device was lost 2 times." },
      { backend: "webgl", fault: "the graphics device was lost 2 times." },
    ]);
    const ready = page.next("ready");
    page.post({ kind: "open", backend: "auto" });
    expect((await ready).backend.backend).toBe("webgpu");
    expect(gpu.opened).toEqual(["webgpu", "webgpu", "wasm", "webgpu"]);
  });

  it("forgives losses far apart, but not a third one", async () => {
    const { world, page, lose } = await opened();
    for (const expected of ["webgpu", "webgpu", "wasm"]) {
      const ready = page.next("ready");
      world.now += 3_600_000;
      lose();
      expect((await ready).backend.backend).toBe(expected);
    }
  });

  it("hears nothing of a device that the user left", async () => {
    const { page, gpu } = await opened();
    const tellOld = gpu.tell;
    const ready = page.next("ready");
    page.post({ kind: "open", backend: "auto" });
    await ready;
    tellOld("Nobody uses it.");
    await page.settled();
    expect(page.of("deviceLost")).toEqual([]);
  });
});

describe("a run", () => {
  it("goes on from its last checkpoint to the same end, no epoch missing or told twice", async () => {
    const straight = await undisturbed();
    const { world, page, gpu, lose } = await opened();
    world.atStep = (step) => {
      if (step === 17) lose();
    };
    const finished = page.next("finished");
    page.post(run);
    const { codes, frame, epochs } = await finished;
    expect({ codes, labels: frame.labels }).toEqual(straight);
    expect(epochs).toBe(12);
    expect(historyOf(page)).toEqual(upTo(12));
    // Checkpoints came every third epoch of 20 ms; the loss in the ninth epoch threw away less than three.
    const { epoch } = page.of("checkpoint").filter((event) => event.checkpoint.epoch <= 9)[1].checkpoint;
    expect(page.of("notice").map(({ message }) => message)).toEqual([
      `The run goes on from its checkpoint of epoch ${epoch}, now with webgpu. Epochs after it are trained once more.`,
    ]);
    expect(page.of("progress").at(-1)?.progress).toMatchObject({ steps: 24, phaseEpoch: 12, phaseEpochs: 12 });
    expect(page.kinds().filter((kind) => ["started", "deviceLost", "ready", "finished", "failed"].includes(kind))).toEqual([
      "started",
      "deviceLost",
      "ready",
      "finished",
    ]);
    expect([gpu.opened.length, world.tensors, world.cleanedUp]).toEqual([2, 0, 2]);
  });

  it("starts again from its beginning where no checkpoint was made, and says so", async () => {
    const straight = await undisturbed();
    const { world, page, lose } = await opened({ checkpointMs: 30_000 });
    world.atStep = (step) => {
      if (step === 17) lose();
    };
    const finished = page.next("finished");
    page.post(run);
    const { codes, frame } = await finished;
    expect({ codes, labels: frame.labels }).toEqual(straight);
    expect(historyOf(page)).toEqual(upTo(12));
    expect(page.of("notice")[0].message).toBe(
      "The run had no checkpoint yet, so it starts again from its beginning, with the same seed, now with webgpu.",
    );
    expect(world.steps).toBe(17 + 24);
  });

  it("goes on from the checkpoint that it was started with", async () => {
    const first = await opened();
    const made = first.page.next("checkpoint");
    first.page.post(run);
    const { checkpoint } = await made;
    const { epoch } = checkpoint;
    expect(epoch).toBeGreaterThan(0);
    const { world, page, lose } = await opened({ checkpointMs: 30_000 });
    world.atStep = (step) => {
      if (step === 3) lose();
    };
    const trained: number[] = [];
    world.atEpoch = (now) => {
      trained.push(now);
    };
    const finished = page.next("finished");
    page.post({ ...run, resumeFrom: checkpoint });
    const { codes } = await finished;
    expect(codes).toEqual((await undisturbed()).codes);
    expect(page.of("notice")[0].message).toContain(`its checkpoint of epoch ${epoch}, now with`);
    // One epoch after the checkpoint before the loss, which came in the next, and all that are left after it.
    expect(trained).toEqual([epoch + 1, ...upTo(12).slice(epoch + 1)]);
    expect(historyOf(page)).toEqual(upTo(12).slice(epoch + 1));
  });

  it.each([
    ["waits for ever", () => new Promise<void>(() => {})],
    ["fails first", () => Promise.reject(new Error("mapAsync was aborted"))],
  ])("whose method %s on the lost device goes on all the same", async (_, end) => {
    const { world, page, lose } = await opened();
    world.atStep = (step) => {
      if (step !== 17) return;
      setTimeout(lose, 5);
      return end();
    };
    const finished = page.next("finished");
    page.post(run);
    expect((await finished).codes).toEqual((await undisturbed()).codes);
    expect(page.of("failed")).toEqual([]);
    expect(historyOf(page)).toEqual(upTo(12));
  });

  it("that fails on a sound device has failed", async () => {
    const { world, page, gpu } = await opened();
    world.atStep = (step) => (step === 17 ? Promise.reject(new Error("The shapes differ.")) : undefined);
    const failed = page.next("failed");
    page.post(run);
    expect((await failed).message).toContain("The shapes differ.");
    expect(gpu.opened).toEqual(["webgpu"]);
  });

  it("never keeps or tells what a lost device gave, even before the browser tells of the loss", async () => {
    const { world, page, gpu } = await opened();
    let spoilt = false;
    world.lossAt = () => (spoilt ? Number.NaN : 1);
    world.atStep = (step) => {
      if (step === 17) gpu.lost = spoilt = true;
      if (step === 18) spoilt = false;
    };
    const finished = page.next("finished");
    page.post(run);
    await finished;
    expect(page.of("failed")).toEqual([]);
    expect(page.of("deviceLost")[0].message).toMatch(/^The graphics device was lost, as happens/);
    expect(historyOf(page)).toEqual(upTo(12));
  });

  it("that is paused stays paused, and goes on when it is resumed", async () => {
    const { world, page, lose } = await opened();
    world.atStep = (step) => {
      if (step === 17) page.post({ kind: "pause", runId: id });
    };
    const paused = page.next("paused");
    page.post(run);
    await paused;
    const told = page.next("notice");
    lose();
    expect((await told).message).toContain("goes on from its checkpoint");
    await page.settled();
    const { steps } = world;
    await page.settled();
    expect(world.steps).toBe(steps);
    const finished = page.next("finished");
    page.post({ kind: "resume", runId: id });
    expect((await finished).codes).toEqual((await undisturbed()).codes);
    expect(page.of("paused")).toHaveLength(1);
    expect(page.of("resumed")).toHaveLength(1);
  });

  it("stops when it is told to while the next device opens", async () => {
    const { world, page, gpu, lose } = await opened();
    let proceed = () => {};
    world.atStep = (step) => {
      if (step !== 17) return;
      gpu.reopening = new Promise((resolve) => {
        proceed = resolve;
      });
      lose();
    };
    const lost = page.next("deviceLost");
    page.post(run);
    await lost;
    const stopped = page.next("stopped");
    page.post({ kind: "stop", runId: id });
    await page.settled();
    proceed();
    await stopped;
    expect(page.of("notice")).toEqual([]);
    expect([world.steps, world.tensors]).toEqual([17, 0]);
  });

  it("ends on wasm when it loses one device after another", async () => {
    const { world, page, gpu, lose } = await opened();
    world.atStep = (step) => {
      if (step % 5 === 0) lose();
    };
    const finished = page.next("finished");
    page.post(run);
    expect((await finished).codes).toEqual((await undisturbed()).codes);
    expect(gpu.opened).toEqual(["webgpu", "webgpu", "wasm"]);
    expect(historyOf(page)).toEqual(upTo(12));
  });

  it("still owes the checkpoint that was asked for, and keeps one of its last epoch", async () => {
    const { world, page, lose } = await opened({ checkpointMs: 30_000 });
    world.atStep = (step) => {
      if (step !== 3) return;
      page.post({ kind: "checkpoint", runId: id });
      lose();
    };
    const finished = page.next("finished");
    page.post(run);
    await finished;
    const kept = page.of("checkpoint");
    expect(kept.map(({ requested }) => requested)).toEqual([true, false]);
    expect(kept[1].checkpoint.epoch).toBe(12);
  });
});

it("an engine that can open nothing any more says so", async () => {
  const { page } = await (async () => {
    let tell = (_: string) => {};
    let count = 0;
    const made = await openedPage(() => ({
      openBackend: async () => {
        count += 1;
        if (count > 1) throw new Error("No compute backend works here.");
        return report("webgpu", []);
      },
      watchDevice: () => ({
        lost: new Promise<string>((resolve) => {
          tell = resolve;
        }),
        isLost: () => false,
      }),
    }));
    pages.push(made.page);
    const failed = made.page.next("failed");
    tell("Gone.");
    await failed;
    return made;
  })();
  expect(page.of("failed")[0].scope).toBe("engine");
  expect(page.of("failed")[0].message).toContain("choose another one");
});
