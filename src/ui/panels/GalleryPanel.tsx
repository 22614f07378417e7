import { useElementSize } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useState } from "react";
import { inUse } from "../../core/empty-clusters";
import type { LabState } from "../../store/lab-state";
import { isProvisional } from "../../store/timeline-slice";
import type { ClusterSummary, Confusion } from "../../worker/protocol";
import { counted, shortTitle } from "../format";
import { ClusterCard } from "../kit/ClusterCard";
import { membersOf } from "../kit/members";
import { NoiseCard } from "../kit/NoiseCard";
import { Panel } from "../kit/Panel";
import { SelectionStrip } from "../kit/SelectionStrip";
import { useLab, useLabSlowly } from "../use-lab";

const selectFrame = (state: LabState) => state.frame;
const selectDataset = (state: LabState) => state.dataset;
/** Whose clusters these are: the method in the form may be another by now. */
const selectRunName = ({ run }: LabState) => run && `${shortTitle(run.methodTitle)}, seed ${run.seed}: `;
const selectSelection = (state: LabState) => state.selection;

/** In their order, but for the empty ones, which have nothing to show. */
function emptyLast(clusters: readonly ClusterSummary[]): readonly ClusterSummary[] {
  return [...clusters].sort((a, b) => Number(a.size === 0) - Number(b.size === 0));
}

function clusterCountText(clusters: readonly ClusterSummary[]): string {
  const used = inUse(clusters);
  return used < clusters.length ? `${used} of ${counted(clusters.length, "cluster")} in use` : counted(used, "cluster");
}

/** How many images of a cluster its majority is of. */
function labelledIn(confusion: Confusion | null | undefined, { cluster, size }: ClusterSummary): number {
  const classes = confusion?.classes.length ?? 0;
  return confusion?.counts.subarray(cluster * classes, (cluster + 1) * classes).reduce((sum, images) => sum + images, 0) ?? size;
}

const smallestCard = 236;
const gap = 10;
const cardHeight = 192;

/** The clusters as one reads them: what belongs, what is doubtful, what is odd. */
export function GalleryPanel() {
  const frame = useLabSlowly(selectFrame, 1000);
  const clusters = useMemo(() => (frame?.clusters ? emptyLast(frame.clusters) : null), [frame]);
  const labels = frame?.labels ?? null;
  const noise = useMemo(() => membersOf(labels, -1), [labels]);
  const cards = (clusters?.length ?? 0) + (noise.length > 0 ? 1 : 0);
  const provisional = useLab(isProvisional);
  const runName = useLab(selectRunName);
  const dataset = useLab(selectDataset);
  const selection = useLab(selectSelection);
  const { ref, width } = useElementSize();
  const [host, setHost] = useState<HTMLDivElement | null>(null);
  // No more than there are cards: a few share the whole width.
  const columns = Math.max(1, Math.min(Math.floor((width + gap) / (smallestCard + gap)), cards));
  const rows = useVirtualizer({
    count: clusters ? Math.ceil(cards / columns) : 0,
    getScrollElement: () => host,
    estimateSize: () => cardHeight + gap,
    overscan: 1,
  });
  return (
    <Panel
      title="Cluster gallery"
      className="gallery-panel"
      aside={
        selection && dataset ? (
          <SelectionStrip selection={selection} dataset={dataset} />
        ) : (
          clusters && (
            <span className="muted">
              {runName}
              {clusterCountText(clusters)}
              {noise.length > 0 && ` and ${counted(noise.length, "image")} in none`}
              {provisional && ", provisional until clustering starts"}. Click an image to find it on the map.
            </span>
          )
        )
      }
    >
      <div className="gallery" ref={setHost}>
        <div ref={ref}>
          {!clusters || !dataset ? (
            <p className="tab-empty">
              One card a cluster: its clearest images, the doubtful ones and the odd ones. They fill in as soon as there are
              clusters.
            </p>
          ) : (
            <div style={{ height: rows.getTotalSize(), position: "relative" }}>
              {rows.getVirtualItems().map(({ index: row, start }) => (
                <ul
                  key={row}
                  aria-label="Clusters"
                  className="gallery-row"
                  style={{ transform: `translateY(${start}px)`, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, gap }}
                >
                  {clusters.slice(row * columns, (row + 1) * columns).map((cluster) => (
                    <ClusterCard
                      key={cluster.cluster}
                      summary={cluster}
                      labelled={labelledIn(frame?.confusion, cluster)}
                      dataset={dataset}
                      width={(width - (columns - 1) * gap) / columns}
                      height={cardHeight}
                    />
                  ))}
                  {noise.length > 0 && row === Math.floor(clusters.length / columns) && (
                    <NoiseCard
                      indices={noise}
                      dataset={dataset}
                      width={(width - (columns - 1) * gap) / columns}
                      height={cardHeight}
                    />
                  )}
                </ul>
              ))}
            </div>
          )}
        </div>
      </div>
    </Panel>
  );
}
