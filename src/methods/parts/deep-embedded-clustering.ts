import type { Run, Training } from "../method";
import { pretrain } from "./pretrain";
import { type LossWeights, type SelfTrainingValues, selfTraining } from "./self-training";
import { type DeepState, setUpWorkbench } from "./workbench";

/** DEC and IDEC from start to end: an autoencoder, pretrained, then self-training under the weights of the two losses. */
export async function* deepEmbeddedClustering<V extends SelfTrainingValues>(
  run: Run<V, DeepState>,
  weightsOf: (values: V) => LossWeights,
): Training<DeepState> {
  const bench = await setUpWorkbench(run);
  try {
    yield* pretrain(bench, run);
    return yield* selfTraining(bench, run, weightsOf);
  } finally {
    bench.dispose();
  }
}
