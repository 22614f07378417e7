import type { LiveView } from "../../core/live-view";
import { type Matrix, matrix } from "../../core/matrix";
import type { SavedState } from "../../core/saved-state";
import { prefixed } from "../../nn/encoders/coder";
import { twinHeads } from "../../nn/encoders/twin-heads";
import type { Loss } from "../../nn/fit";
import { logSoftmaxRows } from "../../nn/kernels/log-softmax-rows";
import { clusterContrast, missingEntropy } from "../../nn/losses/cluster-contrast";
import { directedClusterContrast } from "../../nn/losses/directed-cluster-contrast";
import { summedReconstructionError } from "../../nn/losses/summed-reconstruction";
import { supervisedContrast } from "../../nn/losses/supervised-contrast";
import { adam } from "../../nn/optimizers";
import * as tf from "../../nn/tfjs";
import { atTwoRates } from "../../nn/two-rates";
import type { SparseMatrix } from "../../numerics/sparse-matrix";
import { heed, type Run, type Training } from "../method";
import { type AffinityGraph, affinityGraph, edgesOf } from "./affinity-graph";
import { affinitySample, affinityView } from "./affinity-view";
import { batchEdges } from "./batch-edges";
import { clusterMeans } from "./cluster-means";
import type { GiccValues } from "./gicc-settings";
import { graphFeatures } from "./graph-features";
import { headAssignments } from "./head-assignments";
import { startHead } from "./head-start";
import { initialPartition } from "./initial-partition";
import { jointTraining } from "./joint-training";
import { centresByKMeans } from "./moved-centres";
import { graphView } from "./neighbour-graph";
import { inPasses } from "./phase-steps";
import { decodedCentresView, reconstructionView } from "./picture-views";
import type { Refusal } from "./refusal";
import { slowingRate } from "./slowing-rate";
import { agreementOf, mean } from "./stability-look";
import { hardAssignment } from "./target-distribution";
import { viewAugmentationOf } from "./view-augmentation-settings";
import { type DeepState, encodeAll, encoderVariables, type Workbench } from "./workbench";

/** Passes between two looks at the whole set, at which the graph is renewed: one where it is to be renewed after an odd number. */
const lookEvery = ({ graphRefresh }: Pick<GiccValues, "graphRefresh">): number => (graphRefresh % 2 === 0 ? 2 : 1);
/** Share of the passes after which the graph stands still. */
const frozenFrom = 2 / 3;

/** What is remembered from look to look. */
type GraphMemory = {
  readonly graph: AffinityGraph | null;
  /** Passes done when the graph was made, and looks so far. */
  readonly madeAt: number;
  readonly looks: number;
  /** [k, d], where k-means divides the codes. */
  readonly centres: Float32Array | null;
};

export function giccRefusal({
  instanceWeight,
  clusterWeight,
}: Pick<GiccValues, "instanceWeight" | "clusterWeight">): Refusal | null {
  if (instanceWeight > 0 || clusterWeight > 0) return null;
  return { message: "Both contrasts have weight zero, so there is nothing to cluster by; give at least one of them a value." };
}

/**
 * GICC after pretraining (Xing 2023, chapter 4): a graph of who is like whom; batches of images each beside a neighbour; neighbours are drawn
 * together in the space of one head, the clusters of another are to hold an image and its neighbour alike, and pictures must still be redrawn.
 */
export function graphContrast(bench: Workbench, run: Run<GiccValues, DeepState>): Training<DeepState> {
  const { network, images, signal } = bench;
  const { encoder, decoder, codeSize } = network;
  const k = run.clusters;
  const n = images.shape.count;
  const start = run.settings();
  const contrastsInstances = start.instanceWeight > 0;
  const contrastsClusters = start.clusterWeight > 0;
  const decodes = start.reconstructionWeight > 0;
  heed(giccRefusal(start));
  const heads = twinHeads({ codeSize, width: start.headWidth, places: start.instanceSize, clusters: k }, run.rng.fork("heads"));
  const backbone = decodes ? network.variables : encoderVariables(network.variables);
  const sample = affinitySample(n);
  let memory: GraphMemory = { graph: null, madeAt: 0, looks: 0, centres: null };
  let partners: Pick<AffinityGraph, "k" | "indices"> = { k: 0, indices: new Int32Array(0) };
  let edges: SparseMatrix = {
    rows: n,
    cols: n,
    starts: new Int32Array(n + 1),
    columns: new Int32Array(0),
    values: new Float64Array(0),
  };

  const partnerOf = (i: number, values: GiccValues): number => {
    if (partners.k === 0) return i;
    const rank = values.partner === "drawn" ? bench.rng.integer(partners.k) : 0;
    return partners.indices[i * partners.k + rank];
  };

  /** The graph that holds from this look on. */
  const graphNow = async (codes: Matrix): Promise<Pick<GraphMemory, "graph" | "madeAt"> & { readonly graph: AffinityGraph }> => {
    const { graph, madeAt, looks } = memory;
    const passes = looks * lookEvery(start);
    const stands = passes >= frozenFrom * start.graphEpochs || passes - madeAt < start.graphRefresh;
    if (graph && stands) return { graph, madeAt };
    const features = await graphFeatures(bench, start.graphOf, codes);
    const { graphBy: by, neighbours, ridge } = start;
    return { graph: await affinityGraph(features, sample, { by, neighbours, ridge, signal }), madeAt: passes };
  };

  /** Clusters by the head, or by k-means where there is none. */
  const divided = async (codes: Matrix) => {
    if (contrastsClusters) {
      const q = await headAssignments(codes, heads.cluster, k, signal);
      return { q, ...hardAssignment(q), centres: null };
    }
    const before = matrix(memory.centres ?? new Float32Array(k * codeSize), k, codeSize);
    const options = { clusters: k, rng: bench.rng, signal };
    const found = memory.looks === 0 ? before : await centresByKMeans(codes, before, options);
    return { q: null, ...nearestCentres(codes, found), centres: found.data };
  };

  const stage = inPasses(run, ({ batchSize, learningRate }) => ({
    passes: start.graphEpochs,
    lookPasses: lookEvery(start),
    batchSize,
    learningRate,
  }));
  return jointTraining(bench, stage, {
    title: "Contrast along the graph",
    variables: prefixed("heads", heads.variables),
    trained: backbone,
    work: 2 * (encoder.work + (decodes ? decoder.work : 0) + heads.work),
    normalises: network.normalises,
    wholeBatches: true,
    encodeAll: () => encodeAll(bench),
    learningRate: (values, iteration) => slowingRate(values, iteration),
    optimizer(variables) {
      const slow = { variables: backbone, share: () => run.settings().encoderShare };
      return atTwoRates(variables, slow, (group) => adam(group));
    },
    async *begin() {
      const values = run.settings();
      const { headStart, headStartEpochs: epochs, batchSize, learningRate } = values;
      if (contrastsClusters && headStart === "random") return;
      const codes = await encodeAll(bench);
      const { labels, centres } = yield* initialPartition(codes, values, {
        clusters: k,
        rng: bench.rng.fork("start centres"),
        signal,
      });
      if (!contrastsClusters) memory = { ...memory, centres: centres.data };
      else
        yield* startHead(heads.cluster, { codes, labels, clusters: k, epochs, batchSize, learningRate, rng: bench.rng, signal });
    },
    async look(codes, values) {
      const { graph, madeAt } = await graphNow(codes);
      const { q, labels, confidence, centres } = await divided(codes);
      partners = graph;
      edges = await edgesOf(graph, n);
      memory = { graph, madeAt, looks: memory.looks + 1, centres };
      const joins = edges;
      const means = clusterMeans(codes, labels, k);
      const agreement = q && graph.k > 0 ? mean(agreementOf(q, (i) => graph.indices[i * graph.k])) : null;
      return {
        labels,
        confidence,
        centres: means,
        facts: agreement === null ? {} : { agreement },
        views: async (): Promise<LiveView[]> => [
          affinityView(graph.sample, sample, labels),
          graphView(joins, values.neighbours),
          ...(decodes
            ? [
                await reconstructionView(images, (batch) => decoder.apply(encoder.apply(batch))),
                await decodedCentresView(means, decoder, images),
              ]
            : []),
        ],
      };
    },
    loss(rows, values): Loss {
      const both = new Int32Array(2 * rows.length);
      both.set(rows);
      both.set(
        rows.map((i) => partnerOf(i, values)),
        rows.length,
      );
      const batch = images.batch(both, viewAugmentationOf(values, images.shape), bench.rng);
      const z = encoder.apply(batch, values.encoderShare > 0 ? "training" : "inference");
      const { places, logits } = heads.apply(z);
      const terms: Record<string, tf.Scalar> = {};
      let total: tf.Tensor = tf.scalar(0);
      const add = (name: string, term: tf.Scalar, weight: number): void => {
        terms[name] = term;
        total = tf.add(total, tf.mul(term, weight));
      };
      if (contrastsInstances) {
        const positives = tf.tensor2d(batchEdges(edges, both), [both.length, both.length]);
        const masks = { positives, negatives: tf.sub(1, positives) as tf.Tensor2D };
        const { instanceTemperature: temperature, against } = values;
        add("instances", supervisedContrast(places, masks, { temperature, against }), values.instanceWeight);
      }
      if (contrastsClusters) {
        const [q, ofPartners] = tf.split<tf.Tensor2D>(tf.exp(logSoftmaxRows(logits)), 2);
        const contrast = values.direction === "both" ? clusterContrast : directedClusterContrast;
        add("clusters", contrast(q, ofPartners, values.clusterTemperature), values.clusterWeight);
        add("balance", tf.add(missingEntropy(q), missingEntropy(ofPartners)), values.balanceWeight);
      }
      if (decodes)
        add("reconstruction", summedReconstructionError(batch, decoder.apply(z, "training")), values.reconstructionWeight);
      return { total: total as tf.Scalar, terms };
    },
    memory: {
      save: () => memory as unknown as SavedState,
      restore(state) {
        memory = state as unknown as GraphMemory;
      },
    },
  });
}

/** The nearest centre of each code, and how much nearer it is than the next: 1 − d₁/d₂. */
function nearestCentres(
  { data, rows, cols }: Matrix,
  centres: Matrix,
): { readonly labels: Int32Array; readonly confidence: Float32Array } {
  const labels = new Int32Array(rows);
  const confidence = new Float32Array(rows);
  for (let i = 0; i < rows; i++) {
    let [least, next] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let j = 0; j < centres.rows; j++) {
      let square = 0;
      for (let c = 0; c < cols; c++) square += (data[i * cols + c] - centres.data[j * cols + c]) ** 2;
      if (square < least) {
        [least, next] = [square, least];
        labels[i] = j;
      } else if (square < next) next = square;
    }
    confidence[i] = Number.isFinite(next) && next > 0 ? 1 - Math.sqrt(least / next) : 1;
  }
  return { labels, confidence };
}
