import type { LiveView, MatrixView } from "../../core/live-view";
import type { Matrix } from "../../core/matrix";
import { type Coder, prefixed } from "../../nn/encoders/coder";
import type { Loss } from "../../nn/fit";
import { logSoftmaxRows } from "../../nn/kernels/log-softmax-rows";
import * as tf from "../../nn/tfjs";
import { atTwoRates } from "../../nn/two-rates";
import { readValues } from "../../nn/variables";
import type { Run, Training } from "../method";
import { clusterMeans } from "./cluster-means";
import { CodeScale } from "./code-scale";
import { withReconstruction } from "./contrastive-pretraining";
import { headAssignments } from "./head-assignments";
import { jointTraining } from "./joint-training";
import { jointOptimizer } from "./joint-training-settings";
import { pacedWork } from "./paced-work";
import { decodedCentresView, reconstructionView } from "./picture-views";
import { hardAssignment } from "./target-distribution";
import { viewAugmentationOf } from "./view-augmentation-settings";
import type { ViewHeadValues } from "./view-head-settings";
import { cosineFacts, cosineViews, pairCosines, probePairs, throughHead } from "./view-pairs";
import { type DeepState, encodeAll, encoderVariables, type Workbench } from "./workbench";

type Pair = readonly [tf.Tensor2D, tf.Tensor2D];

/** A method's own part of training heads on two views of each picture. */
export interface ViewHeads<V> {
  /** By name: codes [b, d], brought to one scale, → logits of clusters, or vectors to compare. Disposed in the end. */
  readonly heads: Readonly<Record<string, Coder>>;
  /** Names of heads [b, k] that may tell the clusters; where there are several, the one does whose `rank` is lowest. */
  readonly telling: readonly string[];
  /** The head whose vectors are compared; the softmax of the telling one unless given. */
  readonly compared?: string;
  /** What is minimised but for the reconstruction: from the outputs of a head for both views, or their softmax. Within tidy. */
  loss(outputs: (head: string) => Pair, assignments: (head: string) => Pair, values: V): Loss;
  /** How good a telling head is, lower is better, from its assignments [m, k] of two views. Within tidy. */
  rank(first: tf.Tensor2D, second: tf.Tensor2D, values: V): tf.Scalar;
  /** The table of clusters by clusters that is shown, [k, k], and what it says. Within tidy. */
  table(first: tf.Tensor2D, second: tf.Tensor2D): tf.Tensor2D;
  readonly tableHelp: string;
}

/** Images that are looked at in two views. */
const probed = 512;
/** Another head must be better by this share before it tells the clusters in the place of the last one. */
const clearlyBetter = 0.02;

/**
 * Trains an encoder and softmax heads behind it so that two moved copies of each picture agree: what CC, IIC and PICA have in common. The
 * clusters are read from the head, for the pictures as they are. The decoder goes on redrawing where it is kept.
 */
export function viewHeadTraining<V extends ViewHeadValues>(
  bench: Workbench,
  run: Run<V, DeepState>,
  method: ViewHeads<V>,
): Training<DeepState> {
  const { network, images, signal } = bench;
  const { encoder, decoder } = network;
  const k = run.clusters;
  const { keepDecoder } = run.settings();
  const standard = new CodeScale(network.codeSize);
  const names = Object.keys(method.heads);
  const trained = keepDecoder ? network.variables : encoderVariables(network.variables);
  const headWork = names.reduce((sum, name) => sum + method.heads[name].work, 0);
  const through = (name: string): Pick<Coder, "apply"> => ({ apply: (x) => method.heads[name].apply(standard.apply(x)) });
  const softened = (name: string): Pick<Coder, "apply"> => ({ apply: (x) => softmaxOf(through(name).apply(x)) });
  /** The head that tells the clusters now. */
  let teller: string | null = null;

  return jointTraining(bench, run, {
    variables: {
      ...standard.variables,
      ...Object.assign({}, ...names.map((name) => prefixed(`heads/${name}`, method.heads[name].variables))),
    },
    trained,
    work: 2 * (encoder.work + headWork + (keepDecoder ? decoder.work : 0)),
    normalises: network.normalises,
    wholeBatches: true,
    calmLooks: 3,
    encodeAll: () => encodeAll(bench),
    optimizer: (variables) =>
      atTwoRates(variables, { variables: trained, share: () => run.settings().encoderRate }, (part) =>
        jointOptimizer(run.settings(), part),
      ),
    async *begin() {
      yield* pacedWork(signal, async () => standard.set(await encodeAll(bench)));
    },
    async look(codes, values) {
      const rng = run.rng.fork("views probed");
      const pair = await probePairs(bench, viewAugmentationOf(values, images.shape), { most: probed, rng });
      const ranked: { readonly head: string; readonly rank: number; readonly p: Matrix; readonly moved: Matrix }[] = [];
      for (const head of method.telling) {
        const p = await throughHead(pair.first, softened(head));
        const moved = await throughHead(pair.second, softened(head));
        const rank = await numbersOf([p, moved], (first, second) => method.rank(first, second, values));
        ranked.push({ head, rank: rank[0], p, moved });
      }
      const best = ranked.reduce((a, b) => (b.rank < a.rank ? b : a));
      const last = ranked.find(({ head }) => head === teller);
      const told = last && best.rank > last.rank - clearlyBetter * Math.abs(last.rank) ? last : best;
      teller = told.head;
      const q = await headAssignments(codes, through(told.head), k, signal);
      const hard = hardAssignment(q);
      const centres = clusterMeans(codes, hard.labels, k);
      const compared = method.compared === undefined ? null : through(method.compared);
      const cosines = pairCosines({
        first: compared ? await throughHead(pair.first, compared) : told.p,
        second: compared ? await throughHead(pair.second, compared) : told.moved,
      });
      return {
        ...hard,
        centres,
        facts: cosineFacts(cosines),
        async views() {
          const views: LiveView[] = [
            tableView(await numbersOf([told.p, told.moved], method.table), k, method.tableHelp),
            ...cosineViews(cosines),
          ];
          if (!keepDecoder) return views;
          views.push(await reconstructionView(images, (batch) => decoder.apply(encoder.apply(batch))));
          views.push(await decodedCentresView(centres, decoder, images));
          return views;
        },
      };
    },
    loss(rows, values) {
      const moves = viewAugmentationOf(values, images.shape);
      const first = images.batch(rows, moves, bench.rng);
      const both = tf.concat([first, images.batch(rows, moves, bench.rng)]) as tf.Tensor4D;
      const codes = encoder.apply(both, "training");
      const given = standard.apply(codes);
      const outputs = (name: string) => method.heads[name].apply(given, "training");
      const halves = (x: tf.Tensor) => tf.split(x, 2) as unknown as Pair;
      const { total, terms } = method.loss(
        (name) => halves(outputs(name)),
        (name) => halves(softmaxOf(outputs(name))),
        values,
      );
      return withReconstruction(total, terms, values, keepDecoder && [both, decoder.apply(codes, "training")]);
    },
    memory: {
      save: () => teller,
      restore(state) {
        teller = state as string | null;
      },
    },
  });
}

function softmaxOf(logits: tf.Tensor): tf.Tensor2D {
  return tf.exp(logSoftmaxRows(logits as tf.Tensor2D)) as tf.Tensor2D;
}

/** What `f` makes of the assignments of two views. */
async function numbersOf(
  views: readonly [Matrix, Matrix],
  f: (first: tf.Tensor2D, second: tf.Tensor2D) => tf.Tensor,
): Promise<Float32Array> {
  const made = tf.tidy(() => {
    const [first, second] = views.map(({ data, rows, cols }) => tf.tensor2d(data.slice(), [rows, cols]));
    return f(first, second);
  });
  const values = await readValues(made);
  made.dispose();
  return values;
}

function tableView(values: Float32Array, k: number, help: string): MatrixView {
  return {
    kind: "matrix",
    id: "clusters-of-views",
    title: "Clusters of two views",
    help,
    rows: k,
    cols: k,
    values,
    from: 0,
    to: values.reduce((most, value) => Math.max(most, value), 1e-6),
    xTitle: "Cluster of one copy",
    yTitle: "Cluster of the other",
    clusters: Int32Array.from({ length: k }, (_, j) => j),
  };
}
