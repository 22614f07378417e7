import { defineMethod } from "./method";
import { batchCorrectionDepartures, tellSmallBatches } from "./parts/batch-correction";
import { coloursDeparture } from "./parts/colours-seen";
import { correctedEndRecipe, correctionRecipes } from "./parts/correction-recipes";
import { pretrain } from "./parts/pretrain";
import { simgcdHyperparameters } from "./parts/simgcd-settings";
import { simgcdRefusal, simgcdTraining } from "./parts/simgcd-training";
import { viewAugmentationDepartures } from "./parts/view-augmentation-settings";
import { type DeepState, setUpWorkbench } from "./parts/workbench";

/** Discovery of new classes beside known ones. */
export const simgcd = defineMethod<typeof simgcdHyperparameters, DeepState>({
  id: "simgcd",
  title: "SimGCD: new classes beside known ones",
  family: "contrastive",
  summary:
    "Not for data without any labels: it is given the labels of some pictures of some classes, and finds those classes and the others among all pictures. Half of the classes are known by default, and half of their pictures are labelled; scores leave these pictures out.",
  takeWhen:
    "Take it when you know the labels of some classes and look for new ones beside them; training takes a while, and it cannot start without any labels.",
  reference: {
    authors: "X. Wen, B. Zhao and X. Qi",
    title: "Parametric classification for generalized category discovery: a baseline study",
    venue: "ICCV",
    year: 2023,
  },
  departures: [
    "The network is the house's, pretrained as an autoencoder, and by default only the layers behind its codes learn; the paper fine-tunes the last block of a large vision transformer that has seen a million other pictures.",
    "Two layers stand between code and clusters, since straight cuts through ten numbers are too weak.",
    "Adam with a constant rate takes the place of SGD with a cosine schedule, and there is no weight decay.",
    "Batches are drawn from all pictures alike; the published code draws pictures with and without a label equally often.",
    coloursDeparture,
    ...viewAugmentationDepartures,
    "By default the clusters start from a division of the codes, in which the known classes are found again; the paper starts them at random.",
    "The teacher's temperature falls over 15 passes of 50, where the paper has 30 of 200.",
    "The number of classes is the number of clusters asked for, as in the paper, which takes it as known.",
    ...batchCorrectionDepartures,
  ],
  learnsFromLabels: true,
  hyperparameters: simgcdHyperparameters,
  recipes: [
    {
      id: "paper",
      title: "As in the paper",
      help: "The clusters stand directly on the code, batches of 128, 200 passes, the teacher's temperature falls over 30 of them.",
      values: {
        colours: "plain",
        views: "photos",
        discoveryTrains: "all",
        trunkWidth: 0,
        headStart: "random",
        batchSize: 128,
        discoveryPasses: 200,
        teacherPasses: 30,
        learningRate: 1e-3,
      },
    },
    {
      id: "network",
      title: "The whole network",
      help: "The robust settings, but the network learns too. Slower, and in a trial on digits worse.",
      values: { discoveryTrains: "all" },
    },
    {
      id: "from-chance",
      title: "Clusters from chance",
      help: "The robust settings, but clusters start at random as in the paper. In trials on digits new classes were often found wrongly.",
      values: { headStart: "random" },
    },
    {
      id: "no-entropy",
      title: "Without entropy",
      help: "The paper's ablation: what keeps new classes from being swallowed is left out.",
      values: { entropyWeight: 0 },
    },
    {
      id: "no-contrast",
      title: "Without contrast",
      help: "Clusters alone, without comparing views and pictures of one label.",
      values: { contrastWeight: 0 },
    },
    ...correctionRecipes,
    correctedEndRecipe,
  ],
  refuses: ({ knownClasses, clusters }) => simgcdRefusal(knownClasses, clusters),
  async *train(run) {
    const bench = await setUpWorkbench(run);
    try {
      yield* pretrain(bench, run);
      yield* tellSmallBatches(run.settings(), bench.images.shape.count, run.settings().batchSize, run.clusters);
      const outcome = yield* simgcdTraining(bench, run);
      return { ...outcome, reason: `${outcome.reason} ${givenSentence(run.knownLabels ?? new Int32Array(0))}` };
    } finally {
      bench.dispose();
    }
  },
});

/** In the run's record too: what it was told. */
function givenSentence(known: Int32Array): string {
  const told = known.reduce((sum, label) => sum + (label >= 0 ? 1 : 0), 0);
  const classes = new Set(known.filter((label) => label >= 0)).size;
  return `The labels of ${told} of the ${known.length} images, of ${classes} classes, were given.`;
}
