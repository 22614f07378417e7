import type { Confusion } from "../../worker/protocol";

/** Clusters in the order of the classes they are matched with, so that the diagonal is the match; unmatched ones come last. */
export function matchedOrder({ match, clusters, classes }: Confusion): readonly number[] {
  const place = (cluster: number) => (match[cluster] >= 0 ? match[cluster] : classes.length);
  return Array.from({ length: clusters }, (_, cluster) => cluster).sort((a, b) => place(a) - place(b) || a - b);
}
