import type { HistogramView } from "../../core/live-view";
import { count, short } from "../format";
import { roundTicks } from "../plots/dendrogram-layout";
import { niceCeiling } from "../plots/nice-range";

export type Bars = Pick<HistogramView, "from" | "to" | "counts">;

/** Where a histogram's parts lie, all in [0, 1] from the left or from the bottom. */
export interface HistogramLayout {
  /** [bins] 0 for an empty one. */
  readonly heights: readonly number[];
  readonly yTicks: readonly { readonly at: number; readonly text: string }[];
  readonly xTicks: readonly { readonly at: number; readonly text: string }[];
}

/** Largest over smallest count above 0, from which on small bars can't be seen beside large ones. */
const wideSpan = 100;

/** Whether counts span so much that a log scale shows more. */
export function spansDecades({ counts }: Pick<Bars, "counts">): boolean {
  const some = counts.filter((value) => value > 0);
  if (some.length === 0) return false;
  return Math.max(...some) / Math.min(...some) >= wideSpan;
}

/** `ticks` is about how many there is room for on the x axis. */
export function histogramLayout({ from, to, counts }: Bars, log: boolean, ticks: number): HistogramLayout {
  const most = counts.reduce((larger, value) => Math.max(larger, value), 0);
  const xTicks = roundTicks(from, to, ticks).map((tick) => ({ at: (tick - from) / (to - from), text: short(tick) }));
  if (log) {
    const least = counts.reduce((smaller, value) => (value > 0 ? Math.min(smaller, value) : smaller), Math.max(1, most));
    // A count of the least still has a bar.
    const bottom = Math.log10(least) - 0.3;
    // In halves of a decade, so that the axis stands still while bars grow.
    const span = Math.max(1, Math.ceil(2 * (Math.log10(Math.max(least, most)) - bottom)) / 2);
    const height = (value: number) => (Math.log10(value) - bottom) / span;
    const powers = Array.from({ length: Math.ceil(span) + 2 }, (_, i) => 10 ** (Math.ceil(bottom) + i)).filter(
      (power) => height(power) <= 1,
    );
    return {
      heights: Array.from(counts, (value) => (value > 0 ? height(value) : 0)),
      yTicks: powers.map((power) => ({ at: height(power), text: short(power) })),
      xTicks,
    };
  }
  const top = niceCeiling(most);
  return {
    heights: Array.from(counts, (value) => Math.max(0, value) / top),
    yTicks: roundTicks(0, top, 4).map((tick) => ({ at: tick / top, text: short(tick) })),
    xTicks,
  };
}

/** A title within a sentence: "Pairs of images" is "pairs of images", but "KL" stays. */
export function withinSentence(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}

/** One bin in words, such as "0.3 to 0.35: 123 images". Where a bin is as wide as 1 and lies about a whole number, that number. */
export function binText({ from, to, counts }: Bars, bin: number, yTitle: string): string {
  const width = (to - from) / counts.length;
  const low = from + bin * width;
  const whole = width === 1 && Number.isInteger(low + 0.5);
  const where = whole ? short(low + 0.5) : `${tidy(low, width)} to ${tidy(low + width, width)}`;
  const value = counts[bin];
  return `${where}: ${Number.isInteger(value) ? count(value) : short(value)} ${withinSentence(yTitle)}`;
}

/** The whole of it, for those who do not see it: how many, where half of them lie, and the marks. */
export function histogramSummary(bars: Bars & Pick<HistogramView, "title" | "xTitle" | "yTitle" | "marks">): string {
  const { from, to, counts, title, xTitle, yTitle, marks } = bars;
  const total = counts.reduce((sum, value) => sum + value, 0);
  if (total === 0) return `${title}: nothing is counted yet.`;
  const width = (to - from) / counts.length;
  const quantile = (share: number): string => {
    let below = 0;
    let bin = 0;
    while (bin < counts.length - 1 && below + counts[bin] < share * total) below += counts[bin++];
    const within = counts[bin] > 0 ? (share * total - below) / counts[bin] : 0;
    return tidy(from + (bin + Math.min(1, Math.max(0, within))) * width, width);
  };
  const said = marks.map((mark) => `${mark.title} ${short(mark.value)}`);
  return `${title}: ${count(Math.round(total))} ${withinSentence(yTitle)} by ${withinSentence(xTitle)}, from ${short(from)} to ${short(to)}; half of them between ${quantile(0.25)} and ${quantile(0.75)}.${said.length > 0 ? ` Marks: ${said.join(", ")}.` : ""}`;
}

/** As many digits as tell one bin's end from the next. */
function tidy(value: number, width: number): string {
  const digits = Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(width))));
  return String(Number(value.toFixed(digits)));
}
