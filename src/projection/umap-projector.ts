import { defineProjector } from "./projector";
import { kindredEngine } from "./umap/kindred-engine";
import { runUmap } from "./umap/run-umap";
import { umapHyperparameters } from "./umap/settings";
import { umapJsEngine } from "./umap/umap-js-engine";

/** UMAP, by our own engine or by umap-js. */
export const umapProjector = defineProjector({
  id: "umap",
  title: "UMAP",
  summary:
    "Ties every picture to the few that are most like it, then moves all of them until those that are tied lie together and all others keep away. Groups come out as islands; how far apart islands lie, and how large they are, means little.",
  reference: {
    authors: "L. McInnes, J. Healy and J. Melville",
    title: "UMAP: uniform manifold approximation and projection for dimension reduction",
    venue: "arXiv:1802.03426",
    year: 2018,
  },
  hyperparameters: umapHyperparameters,
  project: (run) => runUmap(run, run.values.engine === "umap-js" ? umapJsEngine : kindredEngine),
});
