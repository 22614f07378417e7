import { assertNever } from "../core/assert";
import type { Labels } from "../core/images";
import type { GraphView, LiveView } from "../core/live-view";
import { type GraphFigures, graphFigures, homophily } from "../metrics/graph-figures";
import type { GraphFiguresView, ShownView } from "./protocol";

/**
 * The views of a snapshot as the page is to get them: copies, whose buffers (`viewBuffers`) may move there, and of a graph only its
 * figures. `labels` [n] and `clusters` are those of the frame.
 */
export function shownViews(
  views: readonly LiveView[],
  labels: Int32Array | null,
  clusters: number,
  truth: Labels | null,
): ShownView[] {
  return views.map((view) => (view.kind === "graph" ? graphFiguresView(view, labels, clusters, truth) : copyOf(view)));
}

function copyOf(view: Exclude<LiveView, GraphView>): ShownView {
  switch (view.kind) {
    case "pictures": {
      const rows = view.rows.map((row) => ({ ...row, pixels: row.pixels.slice() }));
      return { ...view, rows, ...(view.clusters ? { clusters: view.clusters.slice() } : {}) };
    }
    case "histogram":
      return { ...view, counts: view.counts.slice() };
    case "pairs":
      return { ...view, pairs: view.pairs.slice(), agreement: view.agreement.slice() };
    case "matrix":
      return { ...view, values: view.values.slice(), ...(view.clusters ? { clusters: view.clusters.slice() } : {}) };
    default:
      return assertNever(view, "view");
  }
}

/** The buffers of `views` that were made for them alone and may move to the page. */
export function viewBuffers(views: readonly ShownView[]): ArrayBufferLike[] {
  return views.flatMap(buffersOf);
}

function buffersOf(view: ShownView): ArrayBufferLike[] {
  switch (view.kind) {
    case "pictures":
      return [...view.rows.map(({ pixels }) => pixels.buffer), ...(view.clusters ? [view.clusters.buffer] : [])];
    case "histogram":
      return [view.counts.buffer];
    case "pairs":
      return [view.pairs.buffer, view.agreement.buffer];
    case "matrix":
      return [view.values.buffer, ...(view.clusters ? [view.clusters.buffer] : [])];
    case "graph":
      // A few dozen numbers, and the figures are kept for the next frame.
      return [];
    default:
      return assertNever(view, "view");
  }
}

/** By a graph's columns: most graphs are made once and shown with every frame. */
const known = new WeakMap<Int32Array, GraphFigures>();

function graphFiguresView(
  { starts, columns, ...described }: GraphView,
  labels: Int32Array | null,
  clusters: number,
  truth: Labels | null,
): GraphFiguresView {
  const figures = known.get(columns) ?? graphFigures(starts, columns);
  known.set(columns, figures);
  return {
    ...described,
    ...figures,
    byClass: truth && homophily(starts, columns, truth.codes, truth.names.length),
    byCluster: labels && homophily(starts, columns, labels, clusters),
  };
}
