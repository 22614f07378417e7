import { type ArrayFile, type ArrayFormat, type NumberArray, product, shapeText } from "./array-file";
import { namesFeatures, setKey, splitRank } from "./array-names";
import { byPath } from "./file-names";
import { counted, type ReportBuilder } from "./import-report";
import { rangeOf } from "./value-range";

/** A block of images of one shape out of one file, with its labels where they were found. */
export interface ArrayPart {
  readonly path: string;
  readonly format: ArrayFormat;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  /** [n, c, h, w] instead of [n, h, w, c]. */
  readonly planar: boolean;
  /** No pictures, but vectors of w values. */
  readonly vectors?: true;
  readonly values: NumberArray;
  readonly bytes: boolean;
  /** [n] class codes as the file has them; negative where unknown. */
  readonly labels: ArrayLike<number> | null;
}

/**
 * Images in the order in which they are to be joined, each with the labels whose name matches; what fits nowhere is reported. Square
 * rows are pictures unless `isFeatures` says otherwise.
 */
export function toParts(
  arrays: readonly ArrayFile[],
  report: ReportBuilder,
  isFeatures: (array: ArrayFile) => boolean = () => false,
): ArrayPart[] {
  const parts: ArrayPart[] = [];
  const labels: ArrayFile[] = [];
  for (const given of [...arrays].sort((a, b) => splitRank(a.path) - splitRank(b.path) || byPath(a, b))) {
    const array = fromOneHot(given, report) ?? given;
    if (isLabels(array)) {
      if (array.values.every((code) => Number.isInteger(code))) labels.push(array);
      else report.problem(array.path, "Its values aren't whole numbers, so they aren't labels, and they aren't images either.");
      continue;
    }
    const layout = imageLayout(array, report, isFeatures(array));
    if (typeof layout === "string") report.problem(array.path, layout);
    else
      parts.push({
        path: array.path,
        format: array.format,
        ...layout,
        values: array.values,
        bytes: array.bytes ?? false,
        labels: null,
      });
  }
  // The same labels may be there in both forms.
  const plain = labels.filter(({ oneHot }) => !oneHot);
  const isSaidTwice = ({ oneHot, values }: ArrayFile) =>
    oneHot && plain.some((other) => other.values.length === values.length && other.values.every((code, i) => code === values[i]));
  return matchLabels(
    parts,
    labels.filter((array) => !isSaidTwice(array)),
    report,
  );
}

function isLabels({ role, dims }: ArrayFile): boolean {
  return role ? role === "labels" : dims.length === 1 || (dims.length === 2 && dims[1] === 1);
}

/** Rows of zeros with a single one each are labels, its column the class; null for anything else. */
function fromOneHot(array: ArrayFile, report: ReportBuilder): ArrayFile | null {
  const [count, classes] = array.dims;
  if (array.role || array.dims.length !== 2 || classes < 2 || count === 0) return null;
  const codes = new Int32Array(count).fill(-1);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < classes; j++) {
      const value = array.values[i * classes + j];
      if (value === 0) continue;
      if (value !== 1 || codes[i] >= 0) return null;
      codes[i] = j;
    }
  if (codes.includes(-1)) return null;
  report.note(
    `Each row of ${array.path} has a single 1, so they were taken for labels, of ${counted(classes, "class", "classes")}.`,
  );
  return { ...array, dims: [count], values: codes, oneHot: true };
}

type Layout = Pick<ArrayPart, "count" | "height" | "width" | "channels" | "planar" | "vectors">;

/** Rows of so few values are no pictures, square though they may be. */
const LEAST_PIXELS = 25;

/** How an array's axes are images or vectors, or a sentence that says why they aren't. */
function imageLayout(
  { path, dims, values, planar = false }: ArrayFile,
  report: ReportBuilder,
  asVectors: boolean,
): Layout | string {
  if (product(dims) === 0) return "It holds no values.";
  const [, ...sides] = dims;
  const pooled = sides.filter((size) => size > 1);
  // What a network's last pooling gives, [n, d, 1, 1], is [n, d].
  const [count = 0, a = 0, b = 0, c = 0] = pooled.length === 1 ? [dims[0], ...pooled] : dims;
  const shape = `Its shape ${shapeText(dims)}`;
  if (dims.length === 2 || pooled.length === 1) {
    const side = Math.sqrt(a);
    const colourSide = Math.sqrt(a / 3);
    const channels = Number.isInteger(side) ? 1 : Number.isInteger(colourSide) ? 3 : 0;
    if (channels === 0 || a < LEAST_PIXELS || asVectors || dims.length > 2 || namesFeatures(path))
      return { count, height: 1, width: a, channels: 1, planar: false, vectors: true };
    const square = channels === 1 ? side : colourSide;
    if (looksLikeFeatures(values))
      report.note(
        `Rows of ${counted(a, "value")} in ${path} were taken for pictures of ${square} × ${square}; call the file features.npy if they are not.`,
      );
    return { count, height: square, width: square, channels, planar: channels === 3 };
  }
  if (dims.length === 3 && a > 1 && b > 1) return { count, height: a, width: b, channels: 1, planar: false };
  if (dims.length === 4) {
    if ((c === 1 || c === 3) && a > 1 && b > 1) return { count, height: a, width: b, channels: c, planar };
    if ((a === 1 || a === 3) && b > 1 && c > 1) return { count, height: b, width: c, channels: a, planar: a === 3 };
  }
  return `${shape} isn't a set of grey or RGB images.`;
}

/** Whether some values are negative, as those of pictures seldom are. */
function looksLikeFeatures(values: NumberArray): boolean {
  const { low, whole } = rangeOf(values);
  return !whole && low < 0;
}

function matchLabels(parts: readonly ArrayPart[], labels: readonly ArrayFile[], report: ReportBuilder): ArrayPart[] {
  const free = new Set(labels);
  const found = new Map<ArrayPart, ArrayFile>();
  const pair = (part: ArrayPart, match: ArrayFile | undefined) => {
    if (!match) return;
    found.set(part, match);
    free.delete(match);
  };
  // Pictures choose before features of theirs.
  for (const some of [parts.filter(({ vectors }) => !vectors), parts.filter(({ vectors }) => vectors)]) {
    for (const part of some)
      pair(
        part,
        [...free].find((label) => label.format === part.format && setKey(label.path) === setKey(part.path)),
      );
    // Names that say nothing (arr_0, arr_1): the only pair in a folder or archive is one.
    for (const part of some.filter((one) => !found.has(one))) {
      const beside = (path: string) => folder(path) === folder(part.path);
      const lone = [...free].filter((label) => beside(label.path));
      if (lone.length === 1 && some.filter((one) => !found.has(one) && beside(one.path)).length === 1) pair(part, lone[0]);
    }
  }
  for (const label of free)
    report.problem(label.path, `Its ${counted(label.values.length, "label matches", "labels match")} no file of images by name.`);
  return parts.map((part) => {
    const label = found.get(part);
    if (!label) return part;
    if (label.values.length === part.count) return { ...part, labels: label.values };
    report.problem(
      label.path,
      `It holds ${counted(label.values.length, "label")}, but ${part.path} holds ${counted(part.count, "image")}; those were imported without labels.`,
    );
    return part;
  });
}

function folder(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}
