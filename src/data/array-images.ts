import type { Images, Labels } from "../core/images";
import { type ArrayFormat, formatTitles, shapeText } from "./array-file";
import { splitRank } from "./array-names";
import type { ArrayPart } from "./array-parts";
import type { ImportOptions } from "./dataset";
import { counted, notFiniteReason, type ReportBuilder } from "./import-report";
import { checkMemory } from "./memory-limit";
import type { Pace } from "./pace";
import { luma } from "./picture-pixels";
import { resampler } from "./resample";
import { spreadIndices } from "./spread";
import { BYTE_SCALE, joinRanges, rangeOf, type Scale, scaleFor } from "./value-range";

/** Sides that arrays may keep when no size was asked for. */
const LEAST_SIDE = 8;
const LARGEST_SIDE = 96;
/** Which form wins where two hold equally many images: bytes before fractions, the plainer before the richer. */
const FORMAT_ORDER: readonly ArrayFormat[] = ["idx", "hdf5", "npy", "cifar"];

/** The parts to join, all of one form and (unless they are to be resized) one shape: those with the most images. The rest is reported. */
export function chooseParts(parts: readonly ArrayPart[], options: ImportOptions, report: ReportBuilder): ArrayPart[] {
  const sound = parts.filter((part) => {
    const bad = part.bytes ? 0 : rangeOf(part.values).notFinite;
    if (bad > 0) report.problem(part.path, notFiniteReason(bad));
    return bad === 0;
  });
  const byFormat = [...sound].sort((a, b) => FORMAT_ORDER.indexOf(a.format) - FORMAT_ORDER.indexOf(b.format));
  const format = largestGroup(byFormat, (part) => part.format);
  const shape =
    options.size === null
      ? largestGroup(
          sound.filter((part) => part.format === format),
          shapeOf,
        )
      : null;
  return sound.filter((part) => {
    if (part.format !== format) {
      const taken = format ? formatTitles[format] : "";
      report.problem(
        part.path,
        `Left out: its ${counted(part.count, "image")} came beside as many or more in ${taken} form. Drop it alone to use it.`,
      );
    } else if (shape !== null && shapeOf(part) !== shape) {
      report.problem(part.path, `Left out: its images are ${shapeOf(part)} and most are ${shape}. Choose a size to join them.`);
    } else return true;
    return false;
  });
}

function shapeOf({ height, width, channels }: ArrayPart): string {
  return shapeText([height, width, channels]);
}

function largestGroup<K extends string>(parts: readonly ArrayPart[], keyOf: (part: ArrayPart) => K): K | null {
  const counts = new Map<K, number>();
  for (const part of parts) counts.set(keyOf(part), (counts.get(keyOf(part)) ?? 0) + part.count);
  let best: K | null = null;
  for (const [key, count] of counts) if (best === null || count > (counts.get(best) ?? 0)) best = key;
  return best;
}

/** The parts joined, evenly thinned to the limit, scaled to [0, 1], and resized if that was asked for or their size is out of bounds. */
export async function joinParts(
  parts: readonly ArrayPart[],
  classNames: readonly string[] | null,
  options: ImportOptions,
  report: ReportBuilder,
  pace: Pace,
): Promise<Images> {
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  const kept = spreadIndices(total, options.limit);
  const { width, height } = targetSize(parts[0], options, report);
  const channels = options.channels === "auto" ? ((await allGrey(parts, pace)) ? 1 : 3) : options.channels === "grey" ? 1 : 3;
  const size = width * height * channels;
  checkMemory(kept.length, size, report);
  const scale = commonScale(parts, report);
  const pixels = new Float32Array(kept.length * size);
  const paths: string[] = [];
  const codes: number[] = [];
  let i = 0;
  let first = 0;
  for (const part of parts) {
    const paint = painter(part, scale, width, height, channels, options.fit);
    for (; i < kept.length && kept[i] < first + part.count; i++) {
      const index = kept[i] - first;
      paint(index, pixels.subarray(i * size, (i + 1) * size));
      paths.push(`${part.path}#${index}`);
      codes.push(part.labels ? part.labels[index] : -1);
      if (i % 256 === 0) await pace.step(i, kept.length, "Unpacking images");
    }
    first += part.count;
  }
  if (parts.length > 1) report.note(joinNote(parts));
  if (kept.length < total)
    report.note(`Kept ${counted(kept.length, "image")} of ${total.toLocaleString("en-US")}, evenly spread.`);
  return { shape: { count: kept.length, height, width, channels }, pixels, paths, truth: toTruth(codes, classNames) };
}

function joinNote(parts: readonly ArrayPart[]): string {
  const ranks = new Set(parts.map((part) => splitRank(part.path)));
  return ranks.has(0) && ranks.has(3)
    ? "Joined train and test, train first."
    : `Joined ${counted(parts.length, "file")} of images, in the order of their names.`;
}

function targetSize(part: ArrayPart, options: ImportOptions, report: ReportBuilder): { width: number; height: number } {
  const { width, height } = part;
  if (options.size !== null) return { width: options.size, height: options.size };
  if (Math.min(width, height) >= LEAST_SIDE && Math.max(width, height) <= LARGEST_SIDE) return { width, height };
  const side = Math.min(Math.max(width, height, LEAST_SIDE), LARGEST_SIDE);
  report.note(`Images of ${width} × ${height} pixels were resized to ${side} × ${side}.`);
  return { width: side, height: side };
}

function commonScale(parts: readonly ArrayPart[], report: ReportBuilder): Scale {
  if (parts.every((part) => part.bytes)) return BYTE_SCALE;
  const scale = scaleFor(joinRanges(parts.map((part) => rangeOf(part.values))));
  if (scale.note) report.note(scale.note);
  return scale;
}

async function allGrey(parts: readonly ArrayPart[], pace: Pace): Promise<boolean> {
  for (const { channels, planar, values, width, height } of parts) {
    if (channels === 1) continue;
    const step = planar ? width * height : 1;
    for (let image = 0; image < values.length; image += width * height * 3) {
      for (let pixel = 0; pixel < width * height; pixel++) {
        const at = image + (planar ? pixel : 3 * pixel);
        if (values[at] !== values[at + step] || values[at] !== values[at + 2 * step]) return false;
      }
      await pace.breathe();
    }
  }
  return true;
}

/** A function that writes one image of `part`, scaled, resized and in the channels wanted. */
function painter(part: ArrayPart, scale: Scale, width: number, height: number, channels: 1 | 3, fit: ImportOptions["fit"]) {
  const resized = part.width !== width || part.height !== height;
  if (!resized && channels === part.channels) return (index: number, out: Float32Array) => unpack(part, index, scale, out);
  const own = new Float32Array(part.width * part.height * part.channels);
  const middle = resized ? new Float32Array(width * height * part.channels) : own;
  const source = { width: part.width, height: part.height, stride: part.channels };
  const resize = resized ? resampler(source, { width, height, channels: part.channels }, fit) : null;
  return (index: number, out: Float32Array) => {
    unpack(part, index, scale, own);
    resize?.(own, middle);
    toChannels(middle, part.channels, channels, out);
  };
}

/** Image `index` of `part` in [0, 1], its channels side by side. */
function unpack(
  { values, width, height, channels, planar }: ArrayPart,
  index: number,
  { zero, span }: Scale,
  out: Float32Array,
): void {
  const area = width * height;
  let from = index * area * channels;
  if (!planar) {
    for (let i = 0; i < out.length; i++) out[i] = (values[from++] - zero) / span;
    return;
  }
  for (let c = 0; c < channels; c++) {
    for (let i = c; i < out.length; i += channels) out[i] = (values[from++] - zero) / span;
  }
}

/** Grey from RGB by luma, RGB from grey by repetition. Kept in [0, 1], which rounding in the resampler may leave by a hair. */
function toChannels(from: Float32Array, fromChannels: 1 | 3, channels: 1 | 3, out: Float32Array): void {
  for (let pixel = 0, to = 0; to < out.length; pixel++) {
    for (let c = 0; c < channels; c++, to++) {
      const at = pixel * fromChannels;
      const value =
        fromChannels === channels ? from[at + c] : fromChannels === 1 ? from[at] : luma(from[at], from[at + 1], from[at + 2]);
      out[to] = Math.min(1, Math.max(0, value));
    }
  }
}

/** Codes renumbered from 0 in ascending order of those that occur; negative ones mean no label; null where none has one. */
function toTruth(codes: readonly number[], classNames: readonly string[] | null): Labels | null {
  const distinct = [...new Set(codes)].filter((code) => code >= 0).sort((a, b) => a - b);
  if (distinct.length === 0) return null;
  const order = new Map(distinct.map((code, index) => [code, index]));
  return {
    codes: Int32Array.from(codes, (code) => order.get(code) ?? -1),
    names: distinct.map((code) => classNames?.[code] ?? String(code)),
  };
}
