import { beforeAll, expect, it } from "vitest";
import { defaultsOf, type ValuesOf } from "../core/hyperparameters";
import { type Matrix, matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import type { Outcome } from "../core/saved-state";
import { startBackend } from "../nn/testing";
import { gmm } from "./gmm";
import type { TrainingEvent } from "./method";

beforeAll(async () => {
  await startBackend("wasm");
});

type Values = ValuesOf<typeof gmm.hyperparameters>;

async function run(codes: Matrix, clusters: number, values: Partial<Values>) {
  const settings = { ...defaultsOf(gmm.hyperparameters), ...values };
  const training = gmm.train({
    images: {
      shape: { count: codes.rows, height: 1, width: codes.cols, channels: 1 },
      pixels: codes.data,
      paths: [],
      truth: null,
    },
    codes,
    clusters,
    rng: Rng.fromSeed(1),
    signal: new AbortController().signal,
    resumeFrom: undefined,
    workCache: null,
    settings: () => settings,
  });
  const events: TrainingEvent<unknown>[] = [];
  for (;;) {
    const next = await training.next();
    if (next.done) return { outcome: next.value satisfies Outcome, events };
    events.push(next.value);
  }
}

/** A narrow cloud inside a wide one, as k-means can't tell them apart. */
function nested(): Matrix {
  const rng = Rng.fromSeed(5);
  const width = (i: number) => (i % 2 === 0 ? 0.1 : 3);
  return matrix(
    Float32Array.from({ length: 600 }, (_, p) => width(Math.floor(p / 2)) * rng.normal()),
    300,
    2,
  );
}

it("tells a narrow cloud from a wide one around it, with shares and their entropy", async () => {
  const { outcome, events } = await run(nested(), 2, { covariance: "spherical", restarts: 3 });
  const { labels, confidence, columns } = outcome;
  const narrow = labels[0];
  let right = 0;
  for (let i = 0; i < 300; i++) if ((labels[i] === narrow) === (i % 2 === 0)) right++;
  expect(right / 300).toBeGreaterThan(0.9);
  expect(columns?.map(({ id }) => id)).toEqual(["entropy", "logLikelihood"]);
  for (let i = 0; i < 300; i++) {
    const share = confidence?.[i] ?? 0;
    expect(share).toBeGreaterThanOrEqual(0.5);
    // Two clusters: the entropy follows from the greater share.
    const other = 1 - share;
    const entropy = -share * Math.log(share) - (other > 0 ? other * Math.log(other) : 0);
    expect(columns?.[0].values[i]).toBeCloseTo(entropy, 4);
  }
  const epochs = events.filter((event) => event.kind === "epoch");
  expect(epochs).toHaveLength(3);
  for (const { attempt } of epochs) expect(attempt).toHaveLength(300);
  const bounds = epochs.map(({ losses }) => -losses.negativeLogLikelihood);
  expect(epochs[2].facts?.bestLogLikelihood).toBe(Math.max(...bounds));
  const mean = (columns?.[1].values.reduce((sum, value) => sum + value, 0) ?? 0) / 300;
  // The likelihood after the last maximisation, which can only be better than before it.
  expect(mean).toBeGreaterThanOrEqual(Math.max(...bounds) - 1e-4);
});

it("tells that a restart could go on", async () => {
  const { events } = await run(nested(), 2, { covariance: "diag", maxIterations: 1, tolerance: 0 });
  expect(events.find((event) => event.kind === "notice")?.message).toMatch(/still gained after 1 iterations/);
});

it("refuses more clusters than images, and covariances that no memory holds", async () => {
  await expect(run(nested(), 301, {})).rejects.toThrow(/ask for at most 300 clusters/);
  const wide = matrix(new Float32Array(2 * 6000), 2, 6000);
  await expect(run(wide, 2, {})).rejects.toThrow(/0\.6 GB; choose diagonal ones, or first reduce by PCA/);
});
