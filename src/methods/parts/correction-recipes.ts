import type { Recipe } from "../method";

/** The paper's ablation of the correction, for methods that have it: each of its two parts alone, and both. */
export const correctionRecipes: readonly Recipe[] = [
  {
    id: "corrected",
    title: "Correction only",
    help: "The quarter of the predictions that waver most is corrected towards clusters of even size before targets are made of them (Zhu and Ma 2025).",
    values: { correction: "correct" },
  },
  {
    id: "weighted",
    title: "Weighting only",
    help: "Nothing is corrected, but pictures whose predictions waver count more in training; the ablation that made results worse in the paper of the correction.",
    values: { correction: "weight" },
  },
  {
    id: "corrected-weighted",
    title: "Correction and weighting",
    help: "The whole of the correction: wavering predictions are corrected, and their pictures count more in training.",
    values: { correction: "both" },
  },
];

/** For methods that can report corrected clusters: training as without the correction. */
export const correctedEndRecipe: Recipe = {
  id: "corrected-end",
  title: "Correction in the end only",
  help: "Trained without the correction; the quarter of the predictions that waver most is corrected only in what is reported.",
  values: { correction: "show", correctLabels: true },
};

/** Where the correction departs from its paper (Zhu and Ma 2025), for methods that train on targets of the whole set. */
export const correctionDepartures: readonly string[] = [
  "The correction of predictions, off by default, follows Zhu and Ma (2025, J. National University of Defense Technology 47(4)), but sorts and corrects the predictions of all pictures whenever targets are renewed, and not those of a batch.",
  "What is uncertain is told by an entropy of probabilities brought to sum to one and measured from 0 to 1, as Jia et al. (2021) do; without this a prediction spread over very many clusters passes as sure.",
  "The paper of the correction names no threshold, number of probabilities, sharpness or number of alternations; a quarter of the predictions, 3, 1 and 3 are ours.",
  "Each uncertain prediction is corrected beside at most 1,000 confident ones, and a cluster that none of these holds counts as holding a little, or uncertain pictures would be thrown into it.",
  "The sums of a weighted loss are divided over the whole set, not within each batch, and the weights are those of the time when targets were renewed; they act on the clustering loss alone.",
];
