import { number } from "../core/hyperparameters";
import { defineMethod } from "./method";
import { activeUnits } from "./parts/active-units";
import { clusteredCodes } from "./parts/clustered-codes";
import { coloursDeparture } from "./parts/colours-seen";
import { initialPartitionHyperparameters } from "./parts/initial-partition-settings";
import { jointTraining } from "./parts/joint-training";
import { plainVaeTraining, plainVaeViews } from "./parts/plain-vae-training";
import { vaeTrainingHyperparameters } from "./parts/vade-settings";
import { vaeHyperparameters } from "./parts/vae-settings";
import { pretrainVae, setUpVaeWorkbench } from "./parts/vae-workbench";
import type { DeepState } from "./parts/workbench";

const { restarts, initNeighbours, initMinDist } = initialPartitionHyperparameters;
/** k-means of the codes as they are; the rest is for other ways. */
const byKMeans = { init: "kmeans", initNeighbours: initNeighbours.default, initMinDist: initMinDist.default } as const;

const hyperparameters = {
  ...vaeHyperparameters,
  beta: number({
    label: "Pull of the prior",
    symbol: "β",
    help: "Weight of keeping all codes near one standard normal; one is the bound itself. The higher it is, the more codes stop saying anything, until all pictures lie in one point.",
    group: "Clustering",
    default: 1,
    min: 0,
    max: 1000,
    live: true,
  }),
  ...vaeTrainingHyperparameters,
  restarts: {
    ...restarts,
    label: "k-means restarts",
    group: "Clustering",
    help: "How often k-means starts anew on the final codes; the tightest result wins.",
  },
} as const;

/** A variational autoencoder with a standard normal prior, then k-means on its codes: what VaDE's mixture is measured against. */
export const vaeKmeans = defineMethod<typeof hyperparameters, DeepState>({
  id: "vae-kmeans",
  title: "Variational autoencoder, then k-means",
  family: "generative",
  summary:
    "A network learns to redraw pictures from a few blurred numbers, all of which it must keep close to one cloud; k-means then groups the numbers. One cloud for everything works against clusters, so this shows what VaDE's many clouds add.",
  takeWhen:
    "Take it to see what the clusters in VaDE add, in minutes of training; its one cloud for all pictures works against groups, so do not expect much.",
  reference: {
    authors: "D. P. Kingma and M. Welling",
    title: "Auto-encoding variational Bayes",
    venue: "ICLR",
    year: 2014,
  },
  departures: [
    "The network is pretrained as a plain autoencoder, as VaDE is, so that the two differ in their prior alone.",
    "The pull of the prior grows over the first 20 passes.",
    "By default the network is convolutional and training pictures are turned and shifted.",
    coloursDeparture,
  ],
  hyperparameters,
  recipes: [
    {
      id: "paper",
      title: "VAE+KMeans of the VGDCN thesis",
      help: "Fully connected 500-500-2000-10, 30 epochs of pretraining without augmentation, Adam 0.001 times 0.9 every ten passes, no warm-up. The thesis reports the accuracy of a single cluster for it.",
      values: {
        colours: "plain",
        network: "dense",
        rotation: 0,
        shift: 0,
        zoom: 0,
        pretrainEpochs: 30,
        klWarmup: 0,
        learningRateDecay: 0.9,
        maxIterations: 14600,
      },
    },
    {
      id: "collapse",
      title: "Collapsing",
      help: "A pull of 20: one code after the other stops saying anything. Watch the active units fall.",
      values: { beta: 20, klWarmup: 0 },
    },
  ],
  async *train(run) {
    const bench = await setUpVaeWorkbench(run);
    try {
      yield* pretrainVae(bench, run);
      if (run.resumeFrom?.phase !== "cluster") yield* jointTraining(bench, run, plainVaeTraining(bench, run));
      const settings = () => ({ ...byKMeans, restarts: run.settings().restarts });
      return yield* clusteredCodes(
        bench,
        { ...run, settings },
        (centres) => plainVaeViews(bench, run, centres),
        (codes) => ({ activeUnits: activeUnits(codes) }),
      );
    } finally {
      bench.dispose();
    }
  },
});
