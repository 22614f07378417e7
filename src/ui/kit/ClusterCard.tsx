import { memo } from "react";
import { allExemplars } from "../../core/all-exemplars";
import type { LabState } from "../../store/lab-state";
import { clusterName } from "../../store/view-slice";
import type { ClusterSummary, DatasetSummary } from "../../worker/protocol";
import { count, percent } from "../format";
import { clusterColour, inkOn } from "../palette";
import { useLab, useLabApi } from "../use-lab";
import { cardColumns, cell, gap } from "./card-strips";
import { MembersButton } from "./MembersButton";
import { ThumbnailStrip } from "./ThumbnailStrip";
import { useScheme } from "./use-scheme";

interface Props {
  readonly summary: ClusterSummary;
  /** How many of its images have a label. */
  readonly labelled: number;
  readonly dataset: DatasetSummary;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

const selectNames = (state: LabState) => state.clusterNames;

/** "55 % labelled oak", or "100 % of 5 labelled: oak" where only some images have a label. */
export function majorityText(majority: ClusterSummary["majority"], labelled: number, size: number): string {
  if (!majority) return "\u00a0";
  const of = labelled < size ? `of ${count(labelled)} labelled:` : "labelled";
  return `${percent(majority.share)} ${of} ${majority.name}`;
}

/** One cluster: name, size, commonest label, and its clearest, most doubtful and oddest images. */
export const ClusterCard = memo(function ClusterCard({ summary, labelled, dataset, width, height }: Props) {
  const { cluster, size, majority } = summary;
  const store = useLabApi();
  const scheme = useScheme();
  const colour = clusterColour(cluster, scheme);
  const name = clusterName(useLab(selectNames), cluster);
  const columns = cardColumns(width);
  const half = Math.floor((columns - 1) / 2);
  const strip = (label: string, indices: readonly number[], fit: number, rows = 1) =>
    indices.length > 0 && (
      <div>
        <span className="strip-label">{label}</span>
        <ThumbnailStrip
          dataset={dataset}
          indices={indices}
          label={`${label} of ${name}`}
          columns={fit}
          rows={rows}
          cell={cell}
          gap={gap}
        />
      </div>
    );
  return (
    <li className="card" aria-label={name} style={{ height, borderTopColor: colour }}>
      <header>
        <span className="badge" style={{ background: colour, color: inkOn(colour) }} aria-hidden="true">
          {cluster}
        </span>
        <input
          aria-label={`Name of cluster ${cluster}`}
          defaultValue={name}
          key={name}
          onBlur={(event) => {
            const typed = event.currentTarget.value;
            store.getState().renameCluster(cluster, typed === `Cluster ${cluster}` ? "" : typed);
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter") event.currentTarget.blur();
            if (event.key === "Escape") {
              event.currentTarget.value = name;
              event.currentTarget.blur();
            }
          }}
        />
        <MembersButton cluster={cluster} size={size} />
      </header>
      <p className="muted majority">{size === 0 ? "Empty" : majorityText(majority, labelled, size)}</p>
      {strip("Exemplars", summary.exemplars, columns, 2)}
      {size > allExemplars && (
        <div className="card-pair">
          {strip("Borderline", summary.borderline, half)}
          {strip("Outliers", summary.outliers, half)}
        </div>
      )}
    </li>
  );
});
