import type { StateCreator } from "zustand/vanilla";
import type { LabState } from "./lab-state";

export type ColourBy = "cluster" | "label" | "confidence" | "match";
export type MapTool = "pan" | "lasso";
export type InsightTab = "losses" | "scores" | "confusion" | "clusters";

/** Images chosen by the user. */
export interface Selection {
  /** Ascending. */
  readonly indices: readonly number[];
  /** Where they were chosen, so that the map does not answer its own event. */
  readonly from: "map" | "gallery";
}

/** How the page shows things; nothing here changes a run. */
export interface ViewSlice {
  readonly colourBy: ColourBy;
  readonly mapTool: MapTool;
  readonly insightTab: InsightTab;
  readonly logLosses: boolean;
  readonly hovered: number | null;
  readonly selection: Selection | null;
  /** Names the user gave, by cluster. */
  readonly clusterNames: Readonly<Record<number, string>>;
  setColourBy(colourBy: ColourBy): void;
  setMapTool(tool: MapTool): void;
  setInsightTab(tab: InsightTab): void;
  setLogLosses(on: boolean): void;
  hover(index: number | null): void;
  select(indices: readonly number[], from: Selection["from"]): void;
  clearSelection(): void;
  renameCluster(cluster: number, name: string): void;
}

export const viewSlice: StateCreator<LabState, [], [], ViewSlice> = (set, get) => ({
  colourBy: "cluster",
  mapTool: "pan",
  insightTab: "losses",
  logLosses: false,
  hovered: null,
  selection: null,
  clusterNames: {},
  setColourBy: (colourBy) => set({ colourBy }),
  setMapTool: (mapTool) => set({ mapTool }),
  setInsightTab: (insightTab) => set({ insightTab }),
  setLogLosses: (logLosses) => set({ logLosses }),
  hover(index) {
    if (get().hovered !== index) set({ hovered: index });
  },
  select(indices, from) {
    set({ selection: indices.length > 0 ? { indices: [...indices].sort((a, b) => a - b), from } : null });
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

/** What a cluster is called: the user's name for it, else its number. */
export function clusterName(names: Readonly<Record<number, string>>, cluster: number): string {
  return names[cluster] ?? `Cluster ${cluster}`;
}
