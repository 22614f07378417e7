import { describe, expect, it } from "vitest";
import { ProgressLedger } from "./progress";
import type { Progress } from "./protocol";

function ledger() {
  const clock = { ms: 0 };
  const sent: Progress[] = [];
  const progress = new ProgressLedger({
    everyMs: 0,
    windowMs: 10_000,
    epoch: 0,
    elapsedMs: 0,
    now: () => clock.ms,
    memory: () => ({ tensors: 0, bytes: 0 }),
    send: (told) => sent.push(told),
  });
  const epoch = (
    epoch: number,
    ms: number,
    images: number,
    more: { readonly uncounted?: true; readonly phaseEpochs?: number } = {},
  ) => {
    clock.ms += ms;
    progress.step(images);
    progress.epochDone({ epoch, losses: {}, ...more }, {});
    return sent.at(-1);
  };
  return { progress, epoch };
}

it("counts no epoch that is only to be seen", () => {
  const { progress, epoch } = ledger();
  progress.beginPhase("contrast", 4);
  expect(epoch(7, 0, 0, { uncounted: true })).toMatchObject({ epoch: 7, phaseEpoch: 0, etaMs: null });
  expect(epoch(8, 1000, 100)).toMatchObject({ epoch: 8, phaseEpoch: 1, etaMs: 3000 });
});

it("follows a phase that a setting made longer or shorter on the way", () => {
  const { progress, epoch } = ledger();
  progress.beginPhase("pretrain", 5);
  expect(epoch(1, 1000, 100, { phaseEpochs: 5 })).toMatchObject({ phaseEpochs: 5, etaMs: 4000 });
  expect(epoch(2, 1000, 100, { phaseEpochs: 20 })).toMatchObject({ phaseEpoch: 2, phaseEpochs: 20, etaMs: 18_000 });
  // It was asked to end before where it is.
  expect(epoch(3, 1000, 100, { phaseEpochs: 2 })).toMatchObject({ phaseEpoch: 3, phaseEpochs: 3, etaMs: 0 });
});

describe("time left and throughput", () => {
  it("leave out what set a phase up", () => {
    const { progress, epoch } = ledger();
    progress.beginPhase("cluster", 5);
    // A start for the clusters, found in a minute.
    expect(epoch(1, 60_000, 0)).toMatchObject({ phaseEpoch: 1, etaMs: null, imagesPerSecond: 0, elapsedMs: 60_000 });
    expect(epoch(2, 1000, 500)).toMatchObject({ phaseEpoch: 2, etaMs: 3000, imagesPerSecond: 500 });
    expect(epoch(3, 3000, 500)).toMatchObject({ phaseEpoch: 3, etaMs: 4000, imagesPerSecond: 250 });
  });

  it("count the first epoch where that is one of training, or a restart", () => {
    const trained = ledger();
    trained.progress.beginPhase("pretrain", 3);
    expect(trained.epoch(1, 2000, 100)).toMatchObject({ etaMs: 4000, imagesPerSecond: 50 });
    const restarted = ledger();
    restarted.progress.beginPhase("cluster", 3, 0, true);
    expect(restarted.epoch(1, 2000, 0)).toMatchObject({ etaMs: 4000, imagesPerSecond: 0 });
  });

  it("go on where a phase never takes steps", () => {
    const { progress, epoch } = ledger();
    progress.beginPhase("cluster", 4);
    epoch(1, 2000, 0);
    expect(epoch(2, 3000, 0)?.etaMs).toBe(6000);
  });
});
