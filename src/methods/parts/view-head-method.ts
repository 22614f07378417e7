import type { Rng } from "../../core/rng";
import type { Run, Training } from "../method";
import { pretrain } from "./pretrain";
import type { ViewHeadValues } from "./view-head-settings";
import { type ViewHeads, viewHeadTraining } from "./view-head-training";
import { type DeepState, setUpWorkbench } from "./workbench";

/** The whole of a method that trains heads on two views: an autoencoder first, unless it starts from random weights. */
export async function* viewHeadMethod<V extends ViewHeadValues>(
  run: Run<V, DeepState>,
  headsOf: (options: {
    readonly codeSize: number;
    readonly clusters: number;
    readonly rng: Rng;
    readonly start: V;
  }) => ViewHeads<V>,
): Training<DeepState> {
  const bench = await setUpWorkbench(run);
  try {
    const start = run.settings();
    if (start.start === "autoencoder") yield* pretrain(bench, run);
    const { codeSize } = bench.network;
    const rng = run.rng.fork("heads");
    return yield* viewHeadTraining(bench, run, headsOf({ codeSize, clusters: run.clusters, rng, start }));
  } finally {
    bench.dispose();
  }
}
