import type { Matrix } from "../core/matrix";
import type { Rng } from "../core/rng";
import type { ScoreDescription } from "../core/score-description";
import { abortablePace, type Turns } from "./abortable-pace";
import { clusterMembers, sampleMembers } from "./cluster-members";
import { neighbourVotes } from "./neighbour-votes";
import { classesOf, fitSoftmax } from "./softmax-regression";

/** How well known labels can be read from codes, by classifiers that are taught those of one half of the images and asked for the rest. */
export interface ProbeScores {
  /** Share of right answers of a linear classifier; NaN where codes are not numbers. */
  readonly linearProbe: number;
  /** Share of right answers of the five nearest images. */
  readonly neighbourProbe: number;
  /** Images whose labels were taught, and those whose labels were asked for. */
  readonly taught: number;
  readonly asked: number;
}

const votes = 5;

export const probeDescriptions: readonly ScoreDescription[] = [
  {
    id: "linearProbe",
    name: "Linear probe",
    title: "Linear probe",
    group: "probe",
    headline: false,
    range: [0, 1],
    better: "higher",
    summary:
      "How many labels a simple classifier gets right that was taught those of other images. It draws straight borders only.",
    formula:
      "Multinomial logistic regression on standardised codes, with labels of a half of each class; accuracy on the other half.",
  },
  {
    id: "neighbourProbe",
    name: "5-NN probe",
    title: "Nearest neighbours' probe",
    group: "probe",
    headline: false,
    range: [0, 1],
    better: "higher",
    summary: "How many labels are right when each image takes the one that most of its five nearest images have.",
    formula: "The five nearest are sought among a half of each class whose labels are known; accuracy on the other half.",
  },
];

export interface ProbeOptions extends Turns {
  readonly rng: Rng;
  /** Images of both halves at most; 5,000 where left out. */
  readonly most?: number;
}

/**
 * Linear and nearest-neighbour probe of `codes` [n, d] by `truth` [n] (-1: no label), as features are judged in the literature (Caron
 * et al. 2020, section 4). An evaluation only: nothing that it learns goes back into codes or clusters. Images are drawn by seed, each
 * class in its share, and half of each class is taught. Null where no two classes have two images. Gives the thread up after some 5 ms
 * of work each time; throws the signal's reason once that is aborted.
 */
export async function probeScores(
  codes: Matrix,
  truth: Int32Array,
  { rng, most = 5000, ...turns }: ProbeOptions,
): Promise<ProbeScores | null> {
  if (truth.length !== codes.rows) throw new RangeError(`probes: there are ${codes.rows} codes, but ${truth.length} labels.`);
  turns.signal?.throwIfAborted();
  const pace = abortablePace(turns);
  const { taught, asked, classes } = halves(truth, most, rng);
  if (classes.length < 2) return null;
  const codeOf = new Map(classes.map((label, code) => [label, code]));
  const targetsOf = (rows: Int32Array) => rows.map((row) => codeOf.get(truth[row]) ?? 0);
  const [targets, expected] = [targetsOf(taught), targetsOf(asked)];
  const share = (found: Int32Array) => found.reduce((sum, code, i) => sum + (code === expected[i] ? 1 : 0), 0) / asked.length;
  const counts = { taught: taught.length, asked: asked.length };
  if (!allNumbers(codes, taught) || !allNumbers(codes, asked))
    return { linearProbe: Number.NaN, neighbourProbe: Number.NaN, ...counts };
  const options = { iterations: 100, tolerance: 1e-4, pace };
  const model = await fitSoftmax(codes, taught, targets, classes.length, options);
  return {
    linearProbe: share(await classesOf(model, codes, asked, pace)),
    neighbourProbe: share(await neighbourVotes(codes, taught, targets, asked, { k: votes, classes: classes.length, pace })),
    ...counts,
  };
}

/** Half of each class that has two images or more, rounded up, and its other half; the classes by number. */
function halves(truth: Int32Array, most: number, rng: Rng) {
  const members = clusterMembers(truth);
  const sample = sampleMembers(members, Math.max(4, most), rng.fork("probe sample").permutation(members.rows.length));
  const taught: number[] = [];
  const asked: number[] = [];
  const classes: number[] = [];
  const order = rng.fork("probe halves");
  for (let c = 0; c + 1 < sample.starts.length; c++) {
    const rows = sample.rows.subarray(sample.starts[c], sample.starts[c + 1]);
    if (rows.length < 2) continue;
    classes.push(truth[rows[0]]);
    for (const [at, place] of order.permutation(rows.length).entries())
      (at < Math.ceil(rows.length / 2) ? taught : asked).push(rows[place]);
  }
  classes.sort((a, b) => a - b);
  return { taught: Int32Array.from(taught).sort(), asked: Int32Array.from(asked).sort(), classes };
}

function allNumbers({ data, cols }: Matrix, rows: Int32Array): boolean {
  return rows.every((row) => data.subarray(row * cols, (row + 1) * cols).every(Number.isFinite));
}
