import type { HistogramView, LiveView, PairsView } from "../../core/live-view";
import { neighboursView } from "./stability-look";

const bins = 50;

/** How sure the images are of their cluster, with the confidence from which they teach; `thresholds` [k], one a cluster. */
export function confidenceView(confidence: Float32Array, thresholds: ArrayLike<number> | null): HistogramView {
  const counts = new Float32Array(bins);
  for (const value of confidence) counts[Math.min(bins - 1, Math.floor(value * bins))] += 1;
  const found = thresholds ? Array.from(thresholds) : [];
  const [low, high] = [Math.min(...found), Math.max(...found)];
  const marks =
    found.length === 0
      ? []
      : low === high
        ? [{ title: "Threshold", value: low }]
        : [
            { title: "Lowest threshold", value: low },
            { title: "Highest threshold", value: high },
          ];
  return {
    kind: "histogram",
    id: "confidence",
    title: "Confidence",
    help: "How likely each image's own cluster is. Images right of the threshold teach the network; if nearly all are there while clusters are still wrong, it learns its own mistakes.",
    xTitle: "Probability of the likeliest cluster",
    yTitle: "Images",
    from: 0,
    to: 1,
    counts,
    marks,
  };
}

/** Images beside their nearest neighbour in the space in which neighbours were found. */
export function scanNeighboursView(agreement: Float32Array, neighbourOf: (i: number) => number): PairsView {
  return {
    ...neighboursView(agreement, neighbourOf),
    help: "Images beside their nearest neighbour, from the pair that agrees least to the one that agrees most. SCAN learns that pairs belong together: those of different kinds that agree are what misleads it.",
    agreementHelp: "The probability that both belong to the same cluster, as the network sees it.",
  };
}

export function scanViews(
  confidence: Float32Array,
  thresholds: ArrayLike<number> | null,
  agreement: Float32Array,
  neighbourOf: (i: number) => number,
): readonly LiveView[] {
  return [scanNeighboursView(agreement, neighbourOf), confidenceView(confidence, thresholds)];
}
