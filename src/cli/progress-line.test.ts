import { describe, expect, it } from "vitest";
import { duration, progressLine } from "./progress-line";

const progress = {
  phase: "pretrain",
  phaseEpoch: 12,
  phaseEpochs: 50,
  epoch: 12,
  steps: 480,
  imagesPerSecond: 8504.4,
  elapsedMs: 30_000,
  etaMs: 80_000,
  memory: { tensors: 10, bytes: 1000 },
};

describe("progress line", () => {
  it("tells phase, losses, facts, speed, time left and scores", () => {
    const epoch = { epoch: 12, phase: "pretrain", losses: { total: 0.012345 }, facts: { changed: 0.5 } };
    expect(progressLine({ phase: "Pretraining", progress, epoch, scores: { ami: 0.1, acc: 0.8531, nmi: 0.8 } })).toBe(
      "Pretraining 12/50 · total 0.0123 · changed 0.500 · 8,504 images/s · 1:20 left · acc 0.853 nmi 0.800",
    );
  });

  it("leaves out what is not known yet", () => {
    expect(progressLine({ phase: "Starting", progress: null, epoch: null, scores: null })).toBe("Starting");
    const unknown = { ...progress, phaseEpochs: null, imagesPerSecond: 0, etaMs: null };
    expect(progressLine({ phase: "Clustering", progress: unknown, epoch: null, scores: null })).toBe("Clustering 12");
  });

  it("writes durations", () => {
    expect([0, 59_600, 80_000, 7_500_000].map(duration)).toEqual(["0:00", "1:00", "1:20", "2:05:00"]);
  });
});
