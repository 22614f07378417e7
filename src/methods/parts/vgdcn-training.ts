import type { Matrix } from "../../core/matrix";
import type { Column, SavedState } from "../../core/saved-state";
import { compactFor } from "../../nn/layers/compact-maps";
import { softAssignment } from "../../nn/layers/soft-assignment";
import type { SparseMatrix } from "../../numerics/sparse-matrix";
import { type Run, stepEvent, type Training } from "../method";
import { type EncodedLayers, encodeLayers, type LayeredEncoder, layerSizes } from "./encoded-layers";
import { GraphHead, type SavedGraphHead } from "./graph-head";
import { mixingOf } from "./graph-settings";
import { divergence, edgesView, headAgreement, headAgreementColumn, headAgreementView, mean } from "./head-agreement";
import { type JointTraining, jointTraining } from "./joint-training";
import { graphView, nearestNeighbourGraph } from "./neighbour-graph";
import { pacedWork } from "./paced-work";
import { changedShare, hardAssignment, targetDistribution } from "./target-distribution";
import { vadeTraining } from "./vade-training";
import type { VaeBench } from "./vae-workbench";
import type { VgdcnValues } from "./vgdcn-settings";
import type { DeepState } from "./workbench";

/** What VGDCN remembers: VaDE's own, the graph, since the codes that may have made it are gone, and the graph network. */
type Memory = {
  readonly mixture: SavedState;
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly head: SavedGraphHead;
};

/** ν of eq. 3.13; the thesis names none, its code has 1. */
const degreesOfFreedom = 1;

/**
 * VGDCN after pretraining (the thesis' algorithm 2): VaDE, and beside its encoder a graph network that takes in every layer of it,
 * taught by KL(P‖Z), where P is sharpened over the whole set out of the mixture's γ of the mean codes, or of their similarity to the
 * mixture's means (eq. 3.13-3.14). VaDE is trained by batches; the graph network over all images between the looks, with the
 * encoder's layers as they are.
 */
export async function* vgdcnTraining(bench: VaeBench, run: Run<VgdcnValues, DeepState>): Training<DeepState> {
  const { images, signal, network } = bench;
  const { count } = images.shape;
  const start = run.settings();
  const encoder: LayeredEncoder = { images, stages: network.stages, rng: bench.rng, signal, ...compactFor(images.shape) };
  let target: Matrix | null = null;
  let layers: EncodedLayers | null = null;
  let head: GraphHead | null = null;
  let graph: SparseMatrix | null = null;
  let savedHead: SavedGraphHead | null = null;

  const vade = vadeTraining(bench, run);
  if (start.decides === "mixture") return yield* jointTraining(bench, run, vade);

  const encodeAll = async () => {
    layers?.dispose();
    layers = await encodeLayers(encoder);
    return layers.codes;
  };
  const targetOf = async (codes: Matrix, gamma: Matrix, { targetFrom }: VgdcnValues) =>
    targetDistribution(targetFrom === "student" ? softAssignment(codes, await vade.means(), degreesOfFreedom) : gamma);
  const openHead = (found: SparseMatrix): GraphHead => {
    graph = found;
    const rng = run.rng.fork("graph tower");
    const { normalisation } = start;
    head = new GraphHead({ graph, normalisation, sizes: layerSizes(encoder), clusters: run.clusters, rng, signal });
    return head;
  };
  const step = async (values: VgdcnValues) => {
    if (!head || !layers || !target) return;
    const goal = { layers, target, mixing: mixingOf(values), weight: values.delta };
    await head.step(goal, values.graphLearningRate, bench.rng);
  };

  const training: JointTraining<VgdcnValues> = {
    ...vade,
    encodeAll,
    async *begin() {
      yield* vade.begin();
      const values = run.settings();
      const codes = await encodeAll();
      const points = values.graphOf === "codes" ? codes : await bench.pixelsSeen();
      const { neighbours } = values;
      openHead(yield* pacedWork(signal, (pace) => nearestNeighbourGraph(points, { neighbours, signal, pace })));
      target = await targetOf(codes, await vade.responsibilities(codes), values);
      for (let i = 0; i < values.graphStart; i++) {
        signal.throwIfAborted();
        await step(values);
        yield stepEvent(0);
      }
      savedHead = (await head?.save()) ?? null;
    },
    async look(codes, values) {
      const gamma = await vade.responsibilities(codes);
      const own = await vade.lookAt(codes, gamma, values);
      target = await targetOf(codes, gamma, values);
      if (!head || !layers || !graph) return own;
      const joins = graph;
      const z = await head.assignments(layers, mixingOf(values));
      const decided = hardAssignment(z);
      const agreement = headAgreement(gamma, z);
      return {
        ...own,
        ...decided,
        facts: {
          ...own.facts,
          graphDivergence: divergence(target, z),
          headsDiffer: changedShare(own.labels, decided.labels),
          usedByAutoencoder: new Set(own.labels).size,
          headAgreement: mean(agreement),
        },
        columns: [headAgreementColumn(agreement), mixtureColumn(own.labels)],
        views: async () => [
          ...((await own.views?.()) ?? []),
          graphView(joins, values.neighbours),
          {
            ...headAgreementView(agreement),
            xTitle: "Shared part of γ and Z",
            help: "How alike the memberships of the mixture, γ, and those of the graph network, Z, are for each image. Where they still differ late, image and neighbours tell different stories.",
          },
          edgesView(joins, z),
        ],
      };
    },
    async closeRound(values) {
      // P and H_l of the last look: the graph network learns from what the page has shown.
      for (let i = 0; i < values.graphSteps; i++) await step(values);
      savedHead = (await head?.save()) ?? null;
    },
    memory: {
      save() {
        if (!graph || !savedHead) return null;
        const { starts, columns } = graph;
        return { mixture: vade.memory?.save() ?? null, starts, columns, head: savedHead } satisfies Memory;
      },
      restore(state) {
        if (state === null) return;
        const memory = state as Memory;
        const { starts, columns } = memory;
        vade.memory?.restore(memory.mixture);
        const values = new Float64Array(columns.length).fill(1);
        openHead({ rows: count, cols: count, starts, columns, values }).restore(memory.head);
        savedHead = memory.head;
      },
    },
  };
  try {
    return yield* jointTraining(bench, run, training);
  } finally {
    // Casts: the compiler doesn't see the closures above assign them.
    (layers as EncodedLayers | null)?.dispose();
    (head as GraphHead | null)?.dispose();
  }
}

function mixtureColumn(labels: Int32Array): Column {
  return {
    id: "mixtureCluster",
    title: "Cluster by the mixture",
    help: "The number of the cluster that VaDE's mixture gives the image, before the graph network has its say.",
    values: Float32Array.from(labels),
  };
}
