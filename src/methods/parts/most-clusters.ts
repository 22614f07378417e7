import { MethodError } from "../method";

/** More clusters than this nobody can look at. */
export const mostClusters = 500;

/** Throws a MethodError for more clusters than that; `remedy` is a sentence. */
export function refuseTooManyClusters(clusters: number, remedy: string): void {
  if (clusters > mostClusters)
    throw new MethodError(`${clusters} clusters were found, and more than ${mostClusters} can't be shown. ${remedy}`);
}
