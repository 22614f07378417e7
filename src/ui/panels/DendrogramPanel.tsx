import { useElementSize } from "@mantine/hooks";
import { useMemo } from "react";
import type { Dendrogram } from "../../core/dendrogram";
import type { LabState } from "../../store/lab-state";
import { DendrogramTree } from "../kit/DendrogramTree";
import { dendrogramLayout } from "../plots/dendrogram-layout";
import { useLab } from "../use-lab";

const selectTree = (state: LabState) => state.dendrogram;
const selectLabels = (state: LabState) => state.frame?.labels ?? null;
/** Merges that are drawn: as many as a narrow panel can tell apart. */
const mostMerges = 40;

/** Whether there is a tree to show. */
export function hasDendrogram(state: LabState): boolean {
  return state.dendrogram !== null && state.dendrogram.heights.length > 0;
}

/** The last merges of a hierarchical method as a tree: how far apart the clusters are, and what is within them. */
export function DendrogramPanel() {
  const tree = useLab(selectTree);
  const labels = useLab(selectLabels);
  if (!tree || !labels) return <p className="tab-empty">The tree appears when a hierarchical method has ended.</p>;
  return <Plot tree={tree} labels={labels} />;
}

function Plot({ tree, labels }: { readonly tree: Dendrogram; readonly labels: Int32Array }) {
  const { ref, width, height } = useElementSize();
  const layout = useMemo(() => dendrogramLayout(tree, labels, mostMerges), [tree, labels]);
  return (
    <div className="dendrogram" ref={ref}>
      {layout && width > 0 && <DendrogramTree tree={tree} layout={layout} width={width} height={Math.max(200, height)} />}
    </div>
  );
}
