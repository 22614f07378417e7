import { integer, number } from "../core/hyperparameters";
import type { Matrix } from "../core/matrix";
import type { Snapshot } from "../core/saved-state";
import { defineMethod, epochEvent } from "./method";
import { clusterMeans } from "./parts/cluster-means";
import { type DensityClusters, densityClusters } from "./parts/density-clusters";
import { featureHyperparameters, featuresOf } from "./parts/features";
import { refuseTooManyClusters } from "./parts/most-clusters";
import { coreRefusal, radiusAtKnee } from "./parts/radius-at-knee";

type State = {
  readonly radius: number;
  readonly labels: Int32Array;
  readonly neighbours: Int32Array;
  readonly clusters: number;
};

const hyperparameters = {
  ...featureHyperparameters,
  eps: number({
    label: "Radius",
    symbol: "ε",
    help: "Images at most this far apart are neighbours. 0 finds it: distances to the neighbour that makes an image a core, in rising order, bend upwards where noise begins, and the radius is taken there.",
    unit: "distance",
    default: 0,
    min: 0,
    max: 1e9,
  }),
  minPoints: integer({
    label: "Core from",
    symbol: "minPts",
    help: "An image with so many images within the radius, itself counted, is the core of a cluster. More make fewer clusters and more noise.",
    unit: "images",
    default: 5,
    min: 1,
    max: 1000,
  }),
} as const;

/** Clusters are where images lie close together; what lies alone is noise. */
export const dbscan = defineMethod<typeof hyperparameters, State>({
  id: "dbscan",
  title: "DBSCAN",
  family: "classical",
  summary:
    "Joins images that have enough neighbours within a radius, so that clusters of any shape grow as far as the images stay dense, and leaves lonely images out as noise. It finds the number of clusters by itself. On raw pixels one radius rarely fits all groups; codes of a trained network suit it better.",
  takeWhen:
    "Take it for an unknown number of groups with outliers among them, fast, on the codes of another run; on pixels one radius rarely fits.",
  reference: {
    authors: "M. Ester, H.-P. Kriegel, J. Sander and X. Xu",
    title: "A density-based algorithm for discovering clusters in large spatial databases with noise",
    venue: "KDD",
    year: 1996,
  },
  departures: [
    "A radius of 0 is found from the distances to the neighbour that would make an image a core: in rising order and both axes scaled to one, where the curve lies farthest below the line between its ends.",
    "More than 500 clusters are refused.",
  ],
  hyperparameters,
  recipes: [],
  takesCodes: true,
  findsClusters: true,
  refuses: ({ points, values }) => (values.eps > 0 ? null : coreRefusal(points.rows, values.minPoints)),
  async *train(run) {
    const { eps, minPoints } = run.settings();
    yield { kind: "phase", phase: "cluster", title: "Joining neighbours", epochs: 1, done: run.resumeFrom ? 1 : 0 };
    run.signal.throwIfAborted();
    const codes = await featuresOf(run);
    let state = run.resumeFrom;
    if (!state) {
      const radius = eps > 0 ? eps : await radiusAtKnee(codes, minPoints, run.signal);
      if (eps === 0) {
        const message = `Radius ${Number(radius.toPrecision(4))} was found at the bend of the distances to each image's neighbour ${Math.max(1, minPoints - 1)}.`;
        yield { kind: "notice", level: "info", message };
      }
      state = { radius, ...(yield* densityClusters(codes, radius, minPoints, run.signal)) };
    }
    const found = state;
    refuseTooManyClusters(found.clusters, "Take a larger radius, or ask more neighbours of a core.");
    const noise = found.labels.reduce((sum, label) => sum + Number(label < 0), 0);
    if (found.clusters === 0) {
      const message = `No image has ${minPoints} images within ${Number(found.radius.toPrecision(4))}: all are noise. Take a larger radius, or ask fewer neighbours of a core.`;
      yield { kind: "notice", level: "warning", message };
    }
    if (found.clusters === 1 && codes.rows > 1) {
      const message = `Only one cluster was found, of ${codes.rows - noise} images. A smaller radius than ${Number(found.radius.toPrecision(4))} may part it; so may the codes of a trained network.`;
      yield { kind: "notice", level: "warning", message };
    }
    const picture = () => pictureOf(codes, found);
    if (!run.resumeFrom) {
      yield epochEvent<State>({
        epoch: 1,
        losses: {},
        facts: { clusters: found.clusters, noise, radius: found.radius },
        snapshot: () => Promise.resolve(picture()),
        save: () => Promise.resolve(found),
      });
    }
    return { ...picture(), reason: `Clusters found: ${found.clusters}; images left as noise: ${noise}.` };
  },
});

function pictureOf(codes: Matrix, { labels, neighbours, clusters }: DensityClusters): Snapshot & { readonly labels: Int32Array } {
  const column = {
    id: "neighbours",
    title: "Neighbours",
    help: "Images within the radius, itself counted.",
    values: Float32Array.from(neighbours),
  };
  const centres = clusters > 0 ? clusterMeans(codes, labels, clusters) : null;
  return { codes, labels: labels.slice(), clusters, confidence: null, centres, columns: [column] };
}
