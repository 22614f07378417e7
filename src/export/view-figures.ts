import type { Homophily, ShownView } from "../worker/protocol";

/** The numbers of a view as they stand in run.json; NaN is null there. */
export interface ViewFigures {
  readonly id: string;
  readonly title: string;
  readonly kind: Exclude<ShownView["kind"], "pictures">;
  /** Of the frame that it came with. */
  readonly epoch: number;
  readonly figures: Readonly<Record<string, unknown>>;
}

/** What `view` counts, without its words; null of pictures, whose numbers are pixels. */
export function viewFigures(view: ShownView, epoch: number): ViewFigures | null {
  const { id, title, kind } = view;
  switch (kind) {
    case "pictures":
      return null;
    case "histogram": {
      const { from, to, counts, marks, xTitle, yTitle } = view;
      return { id, title, kind, epoch, figures: { xTitle, yTitle, from, to, counts: Array.from(counts), marks } };
    }
    case "pairs": {
      const { pairs, agreement, meanAgreement } = view;
      return { id, title, kind, epoch, figures: { pairs: Array.from(pairs), agreement: plain(agreement), meanAgreement } };
    }
    case "matrix": {
      const { rows, cols, values, xTitle, yTitle } = view;
      return { id, title, kind, epoch, figures: { xTitle, yTitle, rows, cols, values: plain(values) } };
    }
    case "graph": {
      const { images, edges, pieces, largestPiece, isolated, degree, degrees, byClass, byCluster } = view;
      const figures = {
        ...{ images, edges, pieces, largestPiece, isolated, degree },
        degrees: { ...degrees, counts: Array.from(degrees.counts) },
        byClass: byClass && shares(byClass),
        byCluster: byCluster && shares(byCluster),
      };
      return { id, title, kind, epoch, figures };
    }
  }
}

function shares({ share, chance, byGroup }: Homophily) {
  return { share, chance, byGroup: plain(byGroup) };
}

/** Digits beyond those of a single-precision number are noise. */
function plain(values: Float32Array): (number | null)[] {
  return Array.from(values, (value) => (Number.isFinite(value) ? Number(value.toPrecision(7)) : null));
}
