import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useMemo, useState } from "react";
import type { LabState } from "../../store/lab-state";
import { clusterName } from "../../store/view-slice";
import type { Confusion } from "../../worker/protocol";
import { count, counted, percent } from "../format";
import { matchedOrder } from "../kit/matched-order";
import { noiseByClass } from "../kit/noise";
import { useMoreToTheRight } from "../kit/use-more-to-the-right";
import { useScheme } from "../kit/use-scheme";
import { clusterColour } from "../palette";
import { useLab, useLabSlowly } from "../use-lab";

const selectFrame = (state: LabState) => state.frame;
const selectTruth = (state: LabState) => state.dataset?.truth ?? null;
const selectNames = (state: LabState) => state.clusterNames;
const selectHasTruth = (state: LabState) => state.dataset?.truth != null;
const selectHasDataset = (state: LabState) => state.dataset !== null;

/** Clusters against classes; the diagonal holds the matched pairs. */
export function ConfusionPanel() {
  const frame = useLabSlowly(selectFrame, 700);
  const truth = useLab(selectTruth);
  const confusion = frame?.confusion ?? null;
  const labels = frame?.labels ?? null;
  const noise = useMemo(
    () =>
      labels && truth && truth.codes.length === labels.length ? noiseByClass(labels, truth.codes, truth.names.length) : null,
    [labels, truth],
  );
  const hasTruth = useLab(selectHasTruth);
  const hasDataset = useLab(selectHasDataset);
  if (hasDataset && !hasTruth) return <p className="tab-empty">A confusion matrix needs labels, and these images have none.</p>;
  if (!confusion) return <p className="tab-empty">The matrix appears once there are clusters.</p>;
  return <Matrix confusion={confusion} noise={noise?.some((images) => images > 0) ? noise : null} />;
}

const rowHeight = 27;

/** As many class names stand side by side; of more, names longer than a number are set on end. */
const besideMost = 6;

interface MatrixProps {
  readonly confusion: Confusion;
  /** [classes] images in no cluster, which `confusion` leaves out, or null where there are none. */
  readonly noise: Int32Array | null;
}

function Matrix({ confusion, noise }: MatrixProps) {
  const names = useLab(selectNames);
  const [host, setHost] = useState<HTMLElement | null>(null);
  const order = useMemo(() => [...matchedOrder(confusion), ...(noise ? [-1] : [])], [confusion, noise]);
  const rows = useVirtualizer({ count: order.length, getScrollElement: () => host, estimateSize: () => rowHeight, overscan: 6 });
  const shown = rows.getVirtualItems();
  const before = shown[0]?.start ?? 0;
  const after = rows.getTotalSize() - (shown.at(-1)?.end ?? 0);
  const { classes } = confusion;
  const more = useMoreToTheRight(host);
  const onEnd = classes.length > besideMost && classes.some((name) => name.length > 3);
  return (
    <section
      className={more ? "matrix matrix-more" : "matrix"}
      ref={setHost}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll it
      tabIndex={0}
      aria-label="Confusion matrix, scrollable"
    >
      <p className="muted matrix-note" id="matrix-note">
        Images of each cluster (row) by label (column). Outlined: the label that a cluster is matched with.
        {noise && " The last row holds images in no cluster."}
      </p>
      <table aria-labelledby="matrix-note" aria-rowcount={order.length + 1} className={onEnd ? "matrix-on-end" : undefined}>
        <thead>
          <tr>
            <th scope="col" className="matrix-corner">
              cluster
            </th>
            {classes.map((name) => (
              <th key={name} scope="col" title={name}>
                <span>{name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr style={{ height: before }} />}
          {shown.map(({ index }) => {
            const cluster = order[index];
            const counts =
              cluster < 0 && noise ? noise : confusion.counts.subarray(cluster * classes.length, (cluster + 1) * classes.length);
            return (
              <Row
                key={cluster}
                cluster={cluster}
                name={clusterName(names, cluster)}
                match={confusion.match[cluster] ?? -1}
                counts={counts}
                classes={classes}
                // Typed arrays are new with every frame; their text tells whether the row changed.
                signature={counts.join()}
                rowIndex={index + 2}
              />
            );
          })}
          {after > 0 && <tr style={{ height: after }} />}
        </tbody>
      </table>
    </section>
  );
}

interface RowProps {
  readonly cluster: number;
  readonly name: string;
  readonly match: number;
  readonly counts: Int32Array;
  readonly classes: readonly string[];
  readonly signature: string;
  readonly rowIndex: number;
}

const Row = memo(
  function Row({ cluster, name, match, counts, classes, rowIndex }: RowProps) {
    const scheme = useScheme();
    const total = counts.reduce((sum, value) => sum + value, 0);
    return (
      <tr aria-rowindex={rowIndex} style={{ height: rowHeight }}>
        <th scope="row" title={`${name}: ${counted(total, "labelled image")}`}>
          <i className="dot" style={{ background: clusterColour(cluster, scheme) }} />
          <span>{name}</span>
        </th>
        {classes.map((label, code) => {
          const share = total === 0 ? 0 : counts[code] / total;
          return (
            <td
              key={label}
              className={code === match ? "matched" : undefined}
              data-strong={share > 0.55 || undefined}
              style={{ "--share": share.toFixed(3) } as React.CSSProperties}
              title={`${name}, label ${label}: ${count(counts[code])} (${percent(share)})`}
            >
              {counts[code] === 0 ? <span className="zero">·</span> : count(counts[code])}
            </td>
          );
        })}
      </tr>
    );
  },
  (a, b) =>
    a.signature === b.signature &&
    a.match === b.match &&
    a.name === b.name &&
    a.rowIndex === b.rowIndex &&
    a.classes === b.classes,
);
