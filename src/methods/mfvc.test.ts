import { beforeAll, describe, expect, it } from "vitest";
import { parseValues, type Values } from "../core/hyperparameters";
import { Rng } from "../core/rng";
import type { Outcome } from "../core/saved-state";
import { startBackend } from "../nn/testing";
import type { TrainingEvent } from "./method";
import { mfvc } from "./mfvc";
import type { MfvcState } from "./parts/mfvc-clusters";

const clusters = 3;
const short: Values = { pretrainEpochs: 1, filters: [2, 3], codeSize: 4, batchSize: 16, restarts: 2, minPoints: 3 };

interface Seen {
  readonly outcome: Outcome;
  readonly events: readonly TrainingEvent<MfvcState>[];
  /** Of the last epoch. */
  readonly state: MfvcState;
}

const seen = new Map<string, Promise<Seen>>();

/** A run that several tests look at is made once. */
function run(recipe: string | null, more: Values = {}): Promise<Seen> {
  const key = JSON.stringify([recipe, more]);
  const made = seen.get(key) ?? runAnew(recipe, more);
  seen.set(key, made);
  return made;
}

/** A run on 36 grey 8 x 8 pictures of three kinds of stripes. */
async function runAnew(recipe: string | null, more: Values): Promise<Seen> {
  const rng = Rng.fromSeed("stripes");
  const count = 36;
  const pixels = Float32Array.from({ length: count * 64 }, (_, q) => {
    const [i, y, x] = [Math.floor(q / 64), (q >> 3) & 7, q & 7];
    const bright = [y % 4 < 2, x % 4 < 2, (x + y) % 4 < 2][i % clusters];
    return Math.min(1, Math.max(0, (bright ? 0.8 : 0.2) + 0.1 * rng.normal()));
  });
  const given = mfvc.recipes.find(({ id }) => id === recipe)?.values ?? {};
  const values = parseValues(mfvc.hyperparameters, { ...given, ...short, ...more });
  const training = mfvc.train({
    images: { shape: { count, height: 8, width: 8, channels: 1 }, pixels, paths: [], truth: null },
    codes: null,
    clusters,
    rng: Rng.fromSeed(1),
    signal: new AbortController().signal,
    resumeFrom: undefined,
    workCache: null,
    settings: () => values,
  });
  const events: TrainingEvent<MfvcState>[] = [];
  let state: MfvcState | null = null;
  for (;;) {
    const next = await training.next();
    if (next.done) {
      if (!state) throw new Error("a run without an epoch");
      return { outcome: next.value, events, state };
    }
    events.push(next.value);
    if (next.value.kind === "epoch") state = await next.value.save();
  }
}

const namesOf = ({ state }: Seen) => Object.keys(state.network);

beforeAll(async () => {
  await startBackend("wasm");
});

describe("MFVC", () => {
  it("lays the codes out in as many columns as clusters, and every restart of k-means is an epoch", async () => {
    const { outcome, events, state } = await run(null);
    expect([outcome.codes.rows, outcome.codes.cols]).toEqual([36, 3]);
    expect(outcome.centres?.cols).toBe(3);
    const attempts = events.filter((event) => event.kind === "epoch" && event.attempt !== undefined);
    expect(attempts).toHaveLength(2);
    expect(events.filter((event) => event.kind === "phase").map(({ phase }) => phase)).toEqual(["pretrain", "layout", "cluster"]);
    // A run that resumes need not make the layout again.
    expect("laidOut" in state && state.laidOut.layout).toEqual(outcome.codes.data);
    expect(namesOf(await run("without-simam")).sort()).toEqual(namesOf({ outcome, events, state }).sort());
  });

  it("shows reconstructions, samples, the units and every cluster's decoded mean", async () => {
    const { outcome } = await run(null);
    expect(outcome.views?.map(({ id }) => id)).toEqual(["decoded-centres", "reconstructions", "samples", "units"]);
    const units = outcome.views?.find(({ id }) => id === "units");
    expect(units?.kind === "histogram" && units.counts.reduce((sum, count) => sum + count, 0)).toBe(4);
    const centres = outcome.views?.find(({ id }) => id === "decoded-centres");
    expect(centres?.kind === "pictures" && centres.rows[0].pixels.length).toBe(3 * 64);
  });

  it("tells reconstruction, divergence and active units in every epoch of training", async () => {
    const { events } = await run(null, { pretrainEpochs: 2 });
    const trained = events.filter((event) => event.kind === "epoch").slice(1, 3);
    for (const event of trained) {
      expect(Object.keys(event.losses).sort()).toEqual(["kl", "reconstruction", "total"]);
      const { total, reconstruction, kl } = event.losses;
      expect(total).toBeCloseTo(reconstruction + 0.1 * kl, 3);
      expect(event.facts?.activeUnits).toBeGreaterThanOrEqual(0);
    }
  });

  it("warns where the codes have fallen silent", async () => {
    // The prior's pull alone: nothing of the pictures is left in the codes.
    const { events } = await run(null, {
      beta: 8,
      codeSize: 2,
      filters: [2],
      batchSize: 36,
      pretrainEpochs: 40,
      pretrainLearningRate: 0.05,
      restarts: 1,
    });
    const warnings = events.flatMap((event) => (event.kind === "notice" && event.level === "warning" ? [event.message] : []));
    expect(warnings.join()).toContain("collapsed into its prior");
  });
});

describe("MFVC's recipes", () => {
  it.each(mfvc.recipes.map(({ id }) => id))("%s runs to its end", async (recipe) => {
    const { outcome } = await run(recipe);
    expect(outcome.labels).toHaveLength(36);
    for (const value of outcome.codes.data) expect(Number.isFinite(value)).toBe(true);
  });

  it("change the network as they say", async () => {
    const whole = namesOf(await run(null));
    const plain = namesOf(await run("without-residual"));
    expect(plain).toEqual(whole.filter((name) => !name.includes("shortcut")));
    expect(plain.length).toBeLessThan(whole.length);
    const gated = namesOf(await run("cbam"));
    expect(gated.filter((name) => name.includes("/attention/")).length).toBeGreaterThan(0);
    expect(gated.filter((name) => !name.includes("/attention/"))).toEqual(whole);
    expect(namesOf(await run("vae-kmeans"))).toEqual(plain);
  });

  it("change what is clustered as they say", async () => {
    const [umap, isomap, mean, fused] = [
      await run(null),
      await run("isomap"),
      await run("vae-kmeans"),
      await run("fused", { reduction: "none" }),
    ];
    expect(isomap.outcome.codes.cols).toBe(3);
    expect(isomap.outcome.codes.data).not.toEqual(umap.outcome.codes.data);
    expect(mean.outcome.codes.cols).toBe(4);
    // Two blocks at 8 x 8: the mean of 2 channels, and 3 of 2 x 2.
    expect(fused.outcome.codes.cols).toBe(2 + 2 * 2 * 3);
    expect((await run("paper", { reduction: "none" })).outcome.codes.cols).toBe(4);
  });

  it("without k-means find as many clusters as there are, and say so", async () => {
    const { outcome, events } = await run("dbscan", { eps: 1e5 });
    expect(outcome.clusters).toBe(1);
    expect(outcome.reason).toBe("DBSCAN on the layout: 1 cluster, 0.0 % of the images left out.");
    expect(events.some((event) => event.kind === "notice" && event.message.includes("found 1 cluster where 3"))).toBe(true);
    const alone = await run("dbscan", { eps: 1e-9 });
    expect(alone.outcome.clusters).toBe(0);
    expect([...alone.outcome.labels].every((label) => label === -1)).toBe(true);
  });
});
