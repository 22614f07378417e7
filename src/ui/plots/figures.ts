import type { ColourBy } from "../../store/view-slice";
import type { DatasetSummary, Frame, Thumbnails } from "../../worker/protocol";

/** One number an image, to be shown as a colour. */
export interface Figure {
  readonly title: string;
  /** [n]; NaN where an image has none. */
  readonly values: Float32Array;
  /** Values at the ends of the ramp; those beyond have the ends' colours. */
  readonly low: number;
  readonly high: number;
  /** Words in the place of the two numbers. */
  readonly words?: readonly [low: string, high: string];
}

/** So many values are looked at for the range. */
const mostSorted = 20_000;
/** So many bytes of thumbnails are read for the brightness, so that the page never waits. */
const mostBytes = 8_000_000;

/** The column of clusters that `by` names, or null where it names something else. */
export function clusterColumn({ columns }: Frame, by: ColourBy): Frame["columns"][number] | null {
  return columns.find(({ id, kind }) => kind === "cluster" && `column:${id}` === by) ?? null;
}

/** The numbers that `by` names, or null where it names something else or the frame has none of it. */
export function figureOf(frame: Frame, dataset: DatasetSummary, by: ColourBy): Figure | null {
  if (by === "confidence")
    return frame.confidence && { title: "Confidence", values: frame.confidence, low: 0, high: 1, words: ["doubtful", "sure"] };
  if (by === "brightness") {
    const values = brightnessOf(dataset.thumbnails);
    return { title: "Brightness", values, ...robustRange(values) };
  }
  if (!by.startsWith("column:")) return null;
  const column = frame.columns.find(({ id }) => `column:${id}` === by);
  return column ? { title: column.title, values: column.values, ...robustRange(column.values) } : null;
}

/**
 * Where the middle 96 % of the values lie, so that a few extreme ones don't take the whole ramp. Those that aren't finite are left
 * out; of many values evenly spread ones are looked at. Without any it is [0, 1].
 */
export function robustRange(values: Float32Array): { readonly low: number; readonly high: number } {
  const step = Math.max(1, Math.ceil(values.length / mostSorted));
  const finite: number[] = [];
  for (let i = 0; i < values.length; i += step) if (Number.isFinite(values[i])) finite.push(values[i]);
  if (finite.length === 0) return { low: 0, high: 1 };
  const sorted = Float32Array.from(finite).sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  return { low: at(0.02), high: at(0.98) };
}

const known = new WeakMap<Thumbnails, Float32Array>();

/** Mean brightness of every image, in [0, 1]; of very many images, over evenly spread pixels. */
export function brightnessOf(thumbnails: Thumbnails): Float32Array {
  const before = known.get(thumbnails);
  if (before) return before;
  const { height, width, channels, pixels } = thumbnails;
  const size = height * width * channels;
  const count = Math.floor(pixels.length / size);
  let step = Math.max(1, Math.ceil(pixels.length / mostBytes));
  // A step that shares a factor with the rows would look at some columns only.
  while (step > 1 && shareFactor(step, width * channels)) step += 1;
  const means = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    let seen = 0;
    const end = (i + 1) * size;
    for (let at = i * size; at < end; at += step) {
      sum += pixels[at];
      seen += 1;
    }
    means[i] = sum / (255 * seen);
  }
  known.set(thumbnails, means);
  return means;
}

function shareFactor(a: number, b: number): boolean {
  while (b !== 0) [a, b] = [b, a % b];
  return a > 1;
}
