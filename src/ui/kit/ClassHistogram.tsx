import { memo, useMemo } from "react";
import type { DatasetSummary } from "../../worker/protocol";
import { count, counted } from "../format";

const mostBars = 60;

/** How many images each class has, as small bars. */
export const ClassHistogram = memo(function ClassHistogram({ truth }: { readonly truth: NonNullable<DatasetSummary["truth"]> }) {
  const { sizes, unlabelled } = useMemo(() => {
    const counts = new Array<number>(truth.names.length).fill(0);
    let without = 0;
    for (const code of truth.codes) {
      if (code < 0) without += 1;
      else counts[code] += 1;
    }
    return { sizes: counts, unlabelled: without };
  }, [truth]);
  const largest = Math.max(1, ...sizes);
  const smallest = Math.min(...sizes);
  const each = smallest === largest ? counted(largest, "image") : `${count(smallest)} to ${count(largest)} images`;
  const summary = `${sizes.length} ${sizes.length === 1 ? "class" : "classes"}, ${each} each${unlabelled > 0 ? `, ${count(unlabelled)} without label` : ""}`;
  return (
    <figure className="histogram">
      <div className="histogram-bars" aria-hidden="true">
        {sizes.slice(0, mostBars).map((size, code) => (
          <i
            key={truth.names[code]}
            style={{ height: `${(100 * size) / largest}%` }}
            title={`${truth.names[code]}: ${count(size)}`}
          />
        ))}
      </div>
      <figcaption>{summary}</figcaption>
    </figure>
  );
});
