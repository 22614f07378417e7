import { type Matrix, matrix } from "../../core/matrix";
import type { SavedState } from "../../core/saved-state";
import type { Loss } from "../../nn/fit";
import { compactFor } from "../../nn/layers/compact-maps";
import { softAssignment } from "../../nn/layers/soft-assignment";
import { adam } from "../../nn/optimizers";
import * as tf from "../../nn/tfjs";
import { createVariable, readValues } from "../../nn/variables";
import type { SparseMatrix } from "../../numerics/sparse-matrix";
import { heed, type Run, stepEvent, type Training } from "../method";
import { augmentationOf } from "./autoencoder-settings";
import { type EncodedLayers, encodeLayers, type LayeredEncoder, layerSizes } from "./encoded-layers";
import { gatherRows } from "./gather-rows";
import { GraphHead, type GraphSlopes, type SavedGraphHead, usualStep } from "./graph-head";
import { mixingOf } from "./graph-settings";
import { divergence, edgesView, headAgreement, headAgreementColumn, headAgreementView, mean } from "./head-agreement";
import { initialPartition } from "./initial-partition";
import { type JointTraining, jointTraining, type Look } from "./joint-training";
import { graphView, nearestNeighbourGraph } from "./neighbour-graph";
import { pacedWork } from "./paced-work";
import { decodedCentresView, reconstructionView } from "./picture-views";
import type { Refusal } from "./refusal";
import { sdcnLoss } from "./sdcn-loss";
import type { SdcnValues } from "./sdcn-settings";
import { changedShare, hardAssignment, targetDistribution } from "./target-distribution";
import { type DeepState, encodeAll, type Workbench } from "./workbench";

/** What the graph head adds to a checkpoint: its graph, since the codes that may have made it are gone, and its weights. */
type SavedGraph = { readonly starts: Int32Array; readonly columns: Int32Array; readonly head: SavedGraphHead };

/** Steps over all pictures need memory for all. */
export function sdcnRefusal(count: number, { stepsOver }: Pick<SdcnValues, "stepsOver">): Refusal | null {
  if (stepsOver !== "all" || count <= usualStep.whole) return null;
  return {
    message: `Steps over all pictures at once hold every layer of every picture, which fits up to ${usualStep.whole} pictures, and there are ${count}. Choose steps over batches, or fewer pictures.`,
    instead: { values: { stepsOver: "batches" } },
  };
}

/**
 * SDCN after pretraining (Bo et al. 2020): autoencoder and centres are trained by reconstruction + γ KL(P‖Q), the graph tower beside
 * the encoder by δ KL(P‖Z), with the same target P made of Q. Over "all" pictures a step trains both at once and the tower's
 * gradient goes on into the encoder, as in the paper; over "batches" the tower is trained between the looks at the whole set, and
 * takes the encoder's layers as they are.
 */
export async function* sdcnTraining(bench: Workbench, run: Run<SdcnValues, DeepState>): Training<DeepState> {
  const { network, images, signal } = bench;
  const { encoder, decoder, stages, codeSize } = network;
  const { count } = images.shape;
  const start = run.settings();
  const all = start.stepsOver === "all";
  heed(sdcnRefusal(count, start));
  const byGraph = start.decides === "graph";
  const layered: LayeredEncoder = { images, stages, rng: bench.rng, signal, ...compactFor(images.shape) };
  const centres = createVariable(new Float32Array(run.clusters * codeSize), [run.clusters, codeSize]);
  const empty = matrix(new Float32Array(0), 0, run.clusters);

  let target = empty;
  let layers: EncodedLayers | null = null;
  let head: GraphHead | null = null;
  let graph: SparseMatrix | null = null;
  let saved: SavedGraph | null = null;
  let slopes: GraphSlopes | null = null;

  const openHead = (found: SparseMatrix): GraphHead => {
    graph = found;
    head = new GraphHead({
      graph: found,
      normalisation: start.normalisation,
      sizes: layerSizes(layered),
      clusters: run.clusters,
      rng: run.rng.fork("graph tower"),
      signal,
    });
    return head;
  };
  const dropSlopes = () => {
    if (slopes) tf.dispose([slopes.variables, [...slopes.hidden]]);
    slopes = null;
  };

  const graphStep = async (values: SdcnValues) => {
    if (!head || !layers) return;
    const step = { layers, target, mixing: mixingOf(values), weight: values.delta };
    await head.step(step, values.graphLearningRate, bench.rng);
  };
  const keep = async () => {
    if (head && graph) saved = { starts: graph.starts, columns: graph.columns, head: await head.save() };
  };

  const training: JointTraining<SdcnValues> = {
    variables: { centres },
    trained: network.variables,
    work: encoder.work + decoder.work,
    normalises: network.normalises,
    optimizer: (variables) => adam(variables),
    async encodeAll() {
      if (!byGraph) return encodeAll(bench);
      layers?.dispose();
      layers = await encodeLayers(layered);
      return layers.codes;
    },
    async *begin() {
      const values = run.settings();
      const codes = await encodeAll(bench);
      const options = { clusters: run.clusters, rng: bench.rng.fork("start centres"), signal };
      const first = yield* initialPartition(codes, values, options);
      tf.tidy(() => centres.assign(tf.tensor(first.centres.data.slice(), centres.shape)));
      if (!byGraph) return;
      const points = values.graphOf === "codes" ? codes : await bench.pixelsSeen();
      const { neighbours, alpha } = values;
      openHead(yield* pacedWork(signal, (pace) => nearestNeighbourGraph(points, { neighbours, signal, pace })));
      target = targetDistribution(softAssignment(await training.encodeAll(), first.centres, alpha));
      for (let i = 0; i < values.graphStart; i++) {
        signal.throwIfAborted();
        await graphStep(values);
        yield stepEvent(0);
      }
      await keep();
    },
    async look(codes, values) {
      const centreValues = matrix(await readValues(centres), run.clusters, codeSize);
      const q = softAssignment(codes, centreValues, values.alpha);
      target = targetDistribution(q);
      const look = { ...hardAssignment(q), centres: centreValues };
      const common = async () => [
        await reconstructionView(images, (batch) => decoder.apply(encoder.apply(batch))),
        await decodedCentresView(centreValues, decoder, images),
      ];
      if (!head || !layers || !graph) return { ...look, views: common } satisfies Look;
      const step = { layers, target, mixing: mixingOf(values), weight: values.delta };
      let z: Matrix;
      if (all) {
        dropSlopes();
        ({ assignments: z, slopes } = await head.slopes(step));
      } else z = await head.assignments(layers, step.mixing);
      const decided = hardAssignment(z);
      const agreement = headAgreement(q, z);
      const joins = graph;
      return {
        ...decided,
        centres: centreValues,
        facts: {
          graphDivergence: divergence(target, z),
          headsDiffer: changedShare(look.labels, decided.labels),
          usedByAutoencoder: new Set(look.labels).size,
          headAgreement: mean(agreement),
        },
        columns: [headAgreementColumn(agreement)],
        views: async () => [
          ...(await common()),
          graphView(joins, values.neighbours),
          headAgreementView(agreement),
          edgesView(joins, z),
        ],
      } satisfies Look;
    },
    loss(rows, values): Loss {
      return sdcnLoss(network, {
        batch: images.batch(rows, all ? null : augmentationOf(values), bench.rng),
        target: tf.tensor2d(gatherRows(target, rows), [rows.length, run.clusters]),
        centres: centres as unknown as tf.Tensor2D,
        alpha: values.alpha,
        gamma: values.gamma,
        ...(slopes ? { graph: { slopes, delta: values.delta, rows, count } } : {}),
      });
    },
    async closeRound(values) {
      if (head && slopes) {
        head.apply(slopes, values.graphLearningRate);
        slopes = null;
      } else for (let i = 0; i < values.graphSteps; i++) await graphStep(values);
      await keep();
    },
    memory: {
      save: () => saved,
      restore(state: SavedState) {
        if (state === null) return;
        const { starts, columns, head: weights } = state as SavedGraph;
        const values = new Float64Array(columns.length).fill(1);
        openHead({ rows: count, cols: count, starts, columns, values }).restore(weights);
        saved = state as SavedGraph;
      },
    },
  };

  const wholeSteps = { ...run, settings: () => ({ ...run.settings(), batchSize: count, updateInterval: 1 }) };
  try {
    return yield* jointTraining(bench, all ? wholeSteps : run, training);
  } finally {
    dropSlopes();
    // Casts: the compiler doesn't see the closures above assign them.
    (layers as EncodedLayers | null)?.dispose();
    (head as GraphHead | null)?.dispose();
  }
}
