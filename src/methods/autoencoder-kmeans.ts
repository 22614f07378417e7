import { integer } from "../core/hyperparameters";
import { defineMethod } from "./method";
import { autoencoderHyperparameters } from "./parts/autoencoder-settings";
import { pretrain } from "./parts/pretrain";
import { kmeansSteps } from "./parts/start-centres";
import { type DeepState, encodeAll, setUpWorkbench, snapshotOf } from "./parts/workbench";

const hyperparameters = {
  ...autoencoderHyperparameters,
  restarts: integer({
    label: "k-means restarts",
    help: "How often k-means starts anew; the tightest result wins.",
    unit: "restarts",
    group: "Clustering",
    default: 20,
    min: 1,
    max: 200,
  }),
} as const;

/** An autoencoder, then k-means on its codes: what DEC and IDEC start from. */
export const autoencoderKmeans = defineMethod<typeof hyperparameters, DeepState>({
  id: "autoencoder-kmeans",
  title: "Autoencoder, then k-means",
  family: "autoencoder",
  summary:
    "A network learns to squeeze each picture into a few numbers and to redraw it from them; k-means then groups those numbers. The network is not told about clusters, so this shows what DEC and IDEC add.",
  reference: {
    authors: "G. E. Hinton and R. R. Salakhutdinov",
    title: "Reducing the dimensionality of data with neural networks",
    venue: "Science 313",
    year: 2006,
  },
  departures: [
    "The network is trained end to end with Adam, not layer by layer.",
    "Training pictures are turned and shifted at random (Guo et al. 2018); set rotation and shift to 0 to switch that off.",
  ],
  hyperparameters,
  recipes: [
    {
      id: "paper",
      title: "As in the DEC paper's comparison",
      help: "The fully connected 500-500-2000-10 network without augmentation.",
      values: { network: "dense", rotation: 0, shift: 0, pretrainEpochs: 50 },
    },
  ],
  async *train(run) {
    const bench = await setUpWorkbench(run);
    try {
      yield* pretrain(bench, run);
      yield { kind: "phase", phase: "cluster", title: "k-means on the codes", epochs: null };
      const codes = await encodeAll(bench);
      const rng = bench.rng.fork("start centres");
      const { restarts } = run.settings();
      const found = yield* kmeansSteps(codes, { clusters: run.clusters, restarts, rng, signal: run.signal });
      const result = snapshotOf(codes, found.labels, found.confidence, found.centres);
      return { ...result, reason: `k-means on the codes: the tightest of ${restarts} restarts.` };
    } finally {
      bench.dispose();
    }
  },
});
