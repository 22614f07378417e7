import { clusterSizes } from "../core/cluster-sizes";
import type { SavedState, Snapshot } from "../core/saved-state";
import { MethodError } from "../methods/method";

/** Throws a sentence when a loss is no longer a finite number: nothing learned after that can be trusted. */
export function checkLosses(losses: Readonly<Record<string, number>>, epoch: number, learningRate: unknown): void {
  const lost = Object.entries(losses).filter(([, value]) => !Number.isFinite(value));
  if (lost.length === 0) return;
  // The total is lost whenever a term is; the term is what tells.
  const [name, value] = lost.find(([term]) => term !== "total") ?? lost[0];
  const now = typeof learningRate === "number" ? ` (now ${learningRate})` : "";
  throw new MethodError(
    `The loss "${name}" became ${value} in epoch ${epoch}, so training can't go on. ` +
      `Lower the learning rate${now} and start again, or resume from the last checkpoint with a lower one.`,
  );
}

/** Throws a sentence when codes are no longer finite numbers. */
export function checkCodes(snapshot: Snapshot, epoch: number): void {
  const { data, cols } = snapshot.codes;
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i])) continue;
    throw new MethodError(
      `The code of image ${Math.floor(i / cols)} is ${data[i]} in epoch ${epoch}, so training can't go on. ` +
        "Lower the learning rate and start again, or resume from the last checkpoint with a lower one.",
    );
  }
}

/** Throws a sentence when a saved state holds a number that isn't finite: it must not take the place of a good checkpoint. */
export function checkState(state: SavedState, epoch: number): void {
  if (isSound(state)) return;
  throw new MethodError(
    `The weights are no longer finite numbers in epoch ${epoch}, so training can't go on. ` +
      "Lower the learning rate and start again, or resume from the last checkpoint with a lower one.",
  );
}

function isSound(state: SavedState): boolean {
  if (typeof state === "number") return Number.isFinite(state);
  if (typeof state !== "object" || state === null) return true;
  if (state instanceof Float32Array || state instanceof Float64Array) return state.every(Number.isFinite);
  if (ArrayBuffer.isView(state)) return true;
  return Object.values(state).every(isSound);
}

/** Clusters in [0, k) that no image belongs to. */
export function emptyClusters(labels: Int32Array, clusters: number): number[] {
  const sizes = clusterSizes(labels, clusters);
  return [...sizes.keys()].filter((cluster) => sizes[cluster] === 0);
}

/** What a user should know of empty clusters, as sentences; `pretrains` says whether the method pretrains a network. */
export function emptyClustersNotice(empty: readonly number[], clusters: number, epoch: number, pretrains: boolean): string {
  const which = empty.length === 1 ? `Cluster ${empty[0]} has` : `Clusters ${empty.join(", ")} have`;
  return (
    `${which} no images in epoch ${epoch} (of ${clusters} clusters). ` +
    `If that stays so, try fewer clusters${pretrains ? ", another seed or a longer pretraining" : " or another seed"}.`
  );
}
