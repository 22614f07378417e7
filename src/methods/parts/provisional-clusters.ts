import type { Matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import type { Snapshot } from "../../core/saved-state";
import { runKMeans } from "./kmeans";
import { snapshotOf } from "./workbench";

/** What a run keeps of them beside its own state: an older one kept nothing. */
type SavedProvisional = { readonly provisional?: Matrix | null };

/**
 * Clusters to look at while the network still pretrains: a quick k-means on the codes of the moment, started from its last
 * centres so that colours stay where they are. Shown only; training never sees them.
 */
export class ProvisionalClusters {
  #centres: Matrix | null;

  /** `saved` is the state of a run that resumes: its clusters keep their numbers. */
  constructor(
    private readonly clusters: number,
    private readonly rng: Rng,
    saved: object | undefined,
  ) {
    this.#centres = (saved as SavedProvisional | undefined)?.provisional ?? null;
  }

  /** To be kept with the state of the run. */
  save(): SavedProvisional {
    return { provisional: this.#centres };
  }

  snapshot(codes: Matrix): Snapshot {
    const found = runKMeans(codes, {
      clusters: this.clusters,
      rng: this.rng,
      restarts: 1,
      maxIterations: 20,
      ...(this.#centres ? { start: this.#centres } : {}),
    });
    this.#centres = found.centres;
    return snapshotOf(codes, found.labels, found.confidence, found.centres);
  }
}
