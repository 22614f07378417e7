import { boolean, choice, integer, number } from "../../core/hyperparameters";

const group = "Contrast";

/**
 * The settings of a stage in which heads learn from pairs behind a pretrained network: what SPICC and GICC have in common. A method says in
 * its own words what differs.
 */
export const stageContrast = {
  temperature: number({
    label: "Temperature",
    symbol: "τ",
    help: "Divides the similarities of the contrast. The lower it is, the more the hardest pairs count.",
    group,
    default: 0.5,
    min: 0.01,
    max: 10,
    scale: "log",
    live: true,
  }),
  against: choice({
    label: "Weighed against",
    help: "What a pair that belongs together is compared with: all pairs that are sure, or those alone that are sure to differ, as printed. Results hardly differ.",
    group,
    default: "both",
    options: [
      { value: "both", label: "All sure pairs" },
      { value: "negatives", label: "Different pairs, as printed" },
    ],
    advanced: true,
  }),
  balanceWeight: number({
    label: "Balance weight",
    symbol: "λ_b",
    help: "Weight of a term that keeps all clusters in use. Zero, as in the paper, lets some die; large values force clusters of one size.",
    group,
    default: 0.5,
    min: 0,
    max: 100,
    live: true,
  }),
  reconstructionWeight: number({
    label: "Reconstruction weight",
    help: "Weight of redrawing the pictures, the error summed over the pixels. Zero at the start drops the decoder.",
    group,
    default: 1,
    min: 0,
    max: 100,
    live: true,
  }),
  headStart: choice({
    label: "Head starts from",
    help: "What the network that decides knows at first: the clusters of the first stage, taught to it in a few passes, or nothing, as in the paper, when it has to find all groups by itself.",
    group,
    default: "partition",
    options: [
      { value: "partition", label: "The first stage's clusters" },
      { value: "random", label: "Chance" },
    ],
  }),
  headStartEpochs: integer({
    label: "Passes to teach it",
    help: "Passes over all codes in which the head learns the first stage's clusters.",
    unit: "passes",
    group,
    default: 5,
    min: 1,
    max: 200,
    when: { field: "headStart", is: ["partition"] },
    advanced: true,
  }),
  learningRate: number({
    label: "Learning rate",
    symbol: "η",
    help: "Step size of Adam for the heads.",
    group,
    default: 1e-3,
    min: 1e-6,
    max: 1,
    scale: "log",
    live: true,
  }),
  encoderShare: number({
    label: "Encoder's share of it",
    help: "How large the encoder's steps are beside those of the head. Zero holds the codes still.",
    unit: "fraction",
    group,
    default: 0.1,
    min: 0,
    max: 1,
    live: true,
    advanced: true,
  }),
  slowsDown: boolean({
    label: "Slow down",
    help: "Whether steps become small towards the end, so that clusters come to rest. Without it some change from pass to pass until the last.",
    group,
    default: true,
    advanced: true,
  }),
} as const;
