import type { StateCreator } from "zustand/vanilla";
import type { LabState } from "./lab-state";

/** What the points' colours say: `match` is correctness, `column:…` a figure that the method gives (core/saved-state.ts). */
export type ColourBy = "cluster" | "label" | "confidence" | "match" | "brightness" | `column:${string}`;
export type MapTool = "pan" | "lasso";
export type InsightTab = "losses" | "scores" | "confusion" | "clusters" | "inside" | "dendrogram";

/** Images chosen by the user. */
export interface Selection {
  /** Ascending. */
  readonly indices: readonly number[];
  /** Where they were chosen, so that the map does not answer its own event. */
  readonly from: "map" | "gallery" | "dendrogram";
}

/** How the page shows things; nothing here changes a run. */
export interface ViewSlice {
  readonly colourBy: ColourBy;
  readonly mapTool: MapTool;
  /** Whether the map draws images in the place of points where there is room. */
  readonly mapThumbnails: boolean;
  readonly insightTab: InsightTab;
  readonly logLosses: boolean;
  readonly hovered: number | null;
  readonly selection: Selection | null;
  /** Names the user gave, by cluster. */
  readonly clusterNames: Readonly<Record<number, string>>;
  setColourBy(colourBy: ColourBy): void;
  setMapTool(tool: MapTool): void;
  setMapThumbnails(on: boolean): void;
  setInsightTab(tab: InsightTab): void;
  setLogLosses(on: boolean): void;
  hover(index: number | null): void;
  /** Chooses these; with `add`, beside what was chosen before. */
  select(indices: readonly number[], from: Selection["from"], add?: boolean): void;
  clearSelection(): void;
  renameCluster(cluster: number, name: string): void;
}

export const viewSlice: StateCreator<LabState, [], [], ViewSlice> = (set, get) => ({
  colourBy: "cluster",
  mapTool: "pan",
  mapThumbnails: true,
  insightTab: "losses",
  logLosses: false,
  hovered: null,
  selection: null,
  clusterNames: {},
  setColourBy: (colourBy) => set({ colourBy }),
  setMapTool: (mapTool) => set({ mapTool }),
  setMapThumbnails: (mapThumbnails) => set({ mapThumbnails }),
  setInsightTab: (insightTab) => set({ insightTab }),
  setLogLosses: (logLosses) => set({ logLosses }),
  hover(index) {
    if (get().hovered !== index) set({ hovered: index });
  },
  select(indices, from, add = false) {
    const before = add ? (get().selection?.indices ?? []) : [];
    // Typed arrays sort without calls: a lasso may hold tens of thousands.
    const all = Int32Array.from(before.length > 0 ? new Set([...before, ...indices]) : indices).sort();
    set({ selection: all.length > 0 ? { indices: Array.from(all), from } : null });
  },
  clearSelection() {
    if (get().selection) set({ selection: null });
  },
  renameCluster(cluster, name) {
    const { [cluster]: _replaced, ...others } = get().clusterNames;
    const trimmed = name.trim();
    set({ clusterNames: trimmed === "" ? others : { ...others, [cluster]: trimmed } });
  },
});

/** What a cluster is called: the user's name for it, else its number. -1 is no cluster. */
export function clusterName(names: Readonly<Record<number, string>>, cluster: number): string {
  if (cluster < 0) return "Noise";
  return names[cluster] ?? `Cluster ${cluster}`;
}
