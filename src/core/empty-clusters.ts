/** How the reason begins of a run that ended because nothing moves any more in too few clusters. */
const stillReason = "Stopped: clusters no longer change";
/** Below this share of those in use, clusters are used so unevenly that the partition is close to fewer. */
export const leastEffective = 0.5;
/** A cluster of fewer images than an even share divided by this is all but empty. */
const nearlyEmptyShare = 50;
/** Of fewer clusters one may well hold nearly all. */
const fewestUneven = 4;

type Sizes = readonly { readonly size: number }[];

/** What is known of a finished run. */
export interface Ended {
  /** k, as asked for. */
  readonly asked: number;
  /** The method finds the number of clusters by itself. */
  readonly findsClusters: boolean;
  /** Of the last picture; null without any. */
  readonly clusters: Sizes | null;
  /** Every epoch, first to last. */
  readonly history: readonly { readonly facts: Readonly<Record<string, number>> }[];
  readonly reason: string | null;
}

/** How many of `clusters` hold images. */
export function inUse(clusters: Sizes): number {
  return clusters.filter(({ size }) => size > 0).length;
}

function imagesIn(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** How many equally large clusters would be as uneven: exp of the entropy of the shares of `sizes`; 0 where none holds an image. */
export function effectiveClusters(sizes: readonly number[]): number {
  const members = imagesIn(sizes);
  if (members === 0) return 0;
  return Math.exp(sizes.reduce((sum, size) => (size > 0 ? sum - (size / members) * Math.log(size / members) : sum), 0));
}

/** Which of the clusters of `sizes` hold images, but next to none: fewer than `below`, of `images` in all. */
export function nearlyEmpty(sizes: readonly number[]): { few: boolean[]; below: number; images: number } {
  const images = imagesIn(sizes);
  const below = images / (nearlyEmptyShare * sizes.length);
  return { few: sizes.map((size) => size > 0 && size < below), below, images };
}

/**
 * What is to be said of a finished run that left clusters empty or all but empty, such as "only 1 of 4 clusters is in use"; null where
 * there is nothing to say. The last picture's sizes tell; without any, the last fact that does.
 */
export function whatIsEmpty({ asked, findsClusters, clusters, history, reason }: Ended): string | null {
  const all = clusters?.length ?? asked;
  const used = clusters ? inUse(clusters) : history.findLast(({ facts }) => facts.usedClusters !== undefined)?.facts.usedClusters;
  if (used !== undefined && used < all) return `only ${used} of ${all} clusters ${used === 1 ? "is" : "are"} in use`;
  // Who finds the number of clusters was asked for none, and groups of density are as uneven as they are.
  if (clusters && !findsClusters && all >= fewestUneven) {
    const sizes = clusters.map(({ size }) => size);
    const effective = effectiveClusters(sizes);
    if (effective < leastEffective * all)
      return `the clusters are very uneven, as if there were only ${Number(effective.toPrecision(2))} of ${all}`;
    const few = nearlyEmpty(sizes).few.filter(Boolean).length;
    if (few > 0) return `${few} of ${all} clusters ${few === 1 ? "holds" : "hold"} next to no images`;
  }
  const { usedPrototypes, uniformLoss } = history.at(-1)?.facts ?? {};
  // The loss of SwAV's p prototypes that are all alike is ln p.
  const prototypes = uniformLoss === undefined ? 0 : Math.round(Math.exp(uniformLoss));
  if (usedPrototypes !== undefined && 3 * usedPrototypes < prototypes)
    return `only ${usedPrototypes} of ${prototypes} prototypes ${usedPrototypes === 1 ? "is" : "are"} in use`;
  return reason?.startsWith(stillReason) ? "some clusters are empty" : null;
}

/** Why a run ended, and first what is wrong with its clusters: a collapse must not read like success. */
export function closingSentence(reason: string, empty: string | null): string {
  return empty === null ? reason : `Finished, but ${empty}. ${reason}`;
}
