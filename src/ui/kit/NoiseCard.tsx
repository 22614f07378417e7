import { memo, useMemo } from "react";
import type { DatasetSummary } from "../../worker/protocol";
import { clusterColour, inkOn } from "../palette";
import { cardColumns, cell, gap } from "./card-strips";
import { MembersButton } from "./MembersButton";
import { spreadOver } from "./noise";
import { ThumbnailStrip } from "./ThumbnailStrip";
import { useScheme } from "./use-scheme";

interface Props {
  /** Images in no cluster. */
  readonly indices: readonly number[];
  readonly dataset: DatasetSummary;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

const rows = 3;

/** The images that the method left out of every cluster. */
export const NoiseCard = memo(function NoiseCard({ indices, dataset, width, height }: Props) {
  const colour = clusterColour(-1, useScheme());
  const columns = cardColumns(width);
  const shown = useMemo(() => spreadOver(indices, columns * rows), [indices, columns]);
  return (
    <li className="card" aria-label="Noise" style={{ height, borderTopColor: colour }}>
      <header>
        <span className="badge" style={{ background: colour, color: inkOn(colour) }} aria-hidden="true">
          –
        </span>
        <strong className="card-name">Noise</strong>
        <MembersButton cluster={-1} size={indices.length} />
      </header>
      <p className="muted majority">In no cluster.</p>
      <div>
        <span className="strip-label">{shown.length < indices.length ? `${shown.length} of them` : "All of them"}</span>
        <ThumbnailStrip dataset={dataset} indices={shown} label="Noise" columns={columns} rows={rows} cell={cell} gap={gap} />
      </div>
    </li>
  );
});
