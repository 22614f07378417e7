import { copyHead } from "../nn/encoders/head-bank";
import { disposeVariables } from "../nn/variables";
import { defineMethod } from "./method";
import { batchCorrectionDepartures, tellSmallBatches } from "./parts/batch-correction";
import { BatchCorrector } from "./parts/batch-corrector";
import { CodeScale } from "./parts/code-scale";
import { coloursDeparture } from "./parts/colours-seen";
import { pretrainContrastively } from "./parts/contrastive-pretraining";
import { correctedEndRecipe, correctionRecipes } from "./parts/correction-recipes";
import { NeighbourPairs } from "./parts/neighbour-pairs";
import { pretrain } from "./parts/pretrain";
import { scanHyperparameters } from "./parts/scan-settings";
import { selfLabelling, selfLabellingPhase } from "./parts/self-labelling";
import { bestHead, type ScanParts, scanBank, semanticClustering } from "./parts/semantic-clustering";
import { viewAugmentationDepartures } from "./parts/view-augmentation-settings";
import { type DeepState, setUpWorkbench } from "./parts/workbench";

/** Semantic clustering by adopting nearest neighbours. */
export const scan = defineMethod<typeof scanHyperparameters, DeepState>({
  id: "scan",
  title: "SCAN: clusters from neighbours",
  family: "contrastive",
  summary:
    "Learns to describe each picture by a few numbers, looks up which pictures are most alike, and trains small networks to put each picture into one cluster with those. Then the network learns from the labels that it is sure of itself.",
  takeWhen:
    "Take it when nearly every picture is of one kind with its nearest ones; long training, 81 % of 3,000 digits right, where GICC and SPICC got more.",
  reference: {
    authors: "W. Van Gansbeke, S. Vandenhende, S. Georgoulis, M. Proesmans and L. Van Gool",
    title: "SCAN: learning to classify images without labels",
    venue: "ECCV",
    year: 2020,
  },
  departures: [
    "By default the network is the house's, pretrained as an autoencoder, which learns in minutes from a few thousand pictures; the paper pretrains a ResNet-18 by SimCLR, which its recipe does with the small network.",
    "By default the heads learn from the codes as they are, and only self-labelling moves the network; the paper trains network and head together from moved pictures.",
    "Heads have a hidden layer and stand on codes brought to one scale; the paper's single linear layer is too weak for ten numbers.",
    "The entropy weighs 2 and not 5, since 5 forces clusters of one size on groups that are not.",
    "A picture is not a neighbour of itself here; the published code counts it among its own.",
    "Heads are compared by their loss over the whole set and all neighbours, with the weights of training; the published code compares them on pictures set aside, with an entropy weight of 1.",
    "By default the surest nine tenths of each cluster teach the network in self-labelling, since no threshold suits every network; the paper takes all above 0.99.",
    "Labels of self-labelling are taken from the picture as it is; the paper takes them from a mildly moved one.",
    "Self-labelling moves pictures as the views of SimCLR are moved, only more; the paper's cut-outs and its other random operations are not used.",
    "With SimCLR for a start its batches are those of the clustering (128 in the paper's recipe, where the paper has 512), under Adam at a constant rate, where the paper has SGD with a cosine schedule; neighbours are the nearest of the codes, each of their columns brought to one spread, where the paper takes those of the highest cosine.",
    "With a correction, the shares of the surest are counted among predictions as they are, and the corrected ones of a batch are held against them.",
    "There is no weight decay.",
    ...batchCorrectionDepartures,
    coloursDeparture,
    ...viewAugmentationDepartures,
  ],
  hyperparameters: scanHyperparameters,
  recipes: [
    {
      id: "paper",
      title: "As in the paper",
      help: "SimCLR from random weights for 500 passes; network and one linear head are trained together from moved pictures, entropy weight 5, Adam 0.0001, 50 passes, then self-labels above 0.99 for 200 passes in batches of 1,000. Expect little of it on small sets.",
      values: {
        colours: "plain",
        views: "photos",
        pretext: "simclr",
        start: "scratch",
        keepDecoder: false,
        contrastWeight: 1,
        temperature: 0.1,
        codeSize: 128,
        projectionWidths: [512, 128],
        contrastEpochs: 500,
        scanTrains: "all",
        heads: 1,
        headWidth: 0,
        entropyWeight: 5,
        learningRate: 1e-4,
        batchSize: 128,
        scanPasses: 50,
        labelPasses: 200,
        labelChoice: "threshold",
        labelThreshold: 0.99,
        labelView: "moved",
        labelLearningRate: 1e-4,
        labelBatchSize: 1000,
        strength: 1.5,
      },
    },
    {
      id: "simclr",
      title: "With comparing views",
      help: "The robust settings, but after the autoencoder the network also learns to tell moved copies of one picture from those of others.",
      values: { pretext: "simclr" },
    },
    {
      id: "clustering-only",
      title: "Without self-labelling",
      help: "The paper's ablation: clusters from neighbours alone, under the robust settings.",
      values: { labelPasses: 0 },
    },
    {
      id: "no-entropy",
      title: "Hardly any entropy",
      help: "What the entropy is there for: with a weight of 0.1 most clusters die.",
      values: { entropyWeight: 0.1 },
    },
    ...correctionRecipes,
    correctedEndRecipe,
  ],
  async *train(run) {
    const start = run.settings();
    const bench = await setUpWorkbench(run);
    const { codeSize } = bench.network;
    const scale = new CodeScale(codeSize);
    const bank = scanBank(run, codeSize, start.heads);
    const head = scanBank(run, codeSize, 1);
    const corrector = new BatchCorrector(run.clusters);
    const neighbours = new NeighbourPairs();
    try {
      if (start.labelPasses === 0 && start.correction !== "none")
        yield { kind: "notice", level: "warning", message: idleCorrection };
      yield* start.pretext === "simclr" ? pretrainContrastively(bench, run) : pretrain(bench, run);
      const parts: ScanParts = { bank, scale, neighbours, losses: [] };
      if (run.resumeFrom?.phase !== selfLabellingPhase) {
        const outcome = yield* semanticClustering(bench, run, parts);
        if (parts.losses.length > 1) yield { kind: "notice", level: "info", message: headsNotice(parts.losses) };
        if (run.settings().labelPasses === 0) return outcome;
      }
      yield* tellSmallBatches(run.settings(), bench.images.shape.count, start.labelBatchSize, run.clusters);
      return yield* selfLabelling(bench, run, {
        head,
        scale,
        neighbours,
        corrector,
        start: () => copyHead(bank, bestHead(parts.losses), head),
      });
    } finally {
      disposeVariables({ ...scale.variables, ...bank.variables });
      disposeVariables({ ...head.variables, ...corrector.variables });
      bench.dispose();
    }
  },
});

const idleCorrection =
  "Predictions are corrected while the network labels its own pictures, for which no passes are set: the correction changes and shows nothing here.";

function headsNotice(losses: readonly number[]): string {
  const listed = losses.map((loss) => loss.toFixed(3)).join(", ");
  return `Head ${bestHead(losses) + 1} of ${losses.length} has the lowest loss and is kept; no label is looked at for that. Losses by head: ${listed}.`;
}
