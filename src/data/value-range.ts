import type { NumberArray } from "./array-file";

/** What is met among the numbers of an array. */
export interface ValueRange {
  readonly low: number;
  readonly high: number;
  /** Whether every number is whole. */
  readonly whole: boolean;
  /** NaN or infinite. */
  readonly notFinite: number;
}

export function rangeOf(values: NumberArray): ValueRange {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let whole = true;
  let notFinite = 0;
  const integers = !(values instanceof Float32Array || values instanceof Float64Array);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < low) low = value;
    if (value > high) high = value;
    if (integers) continue;
    if (!Number.isFinite(value)) notFinite++;
    else if (whole && !Number.isInteger(value)) whole = false;
  }
  return { low, high, whole, notFinite };
}

export function joinRanges(ranges: readonly ValueRange[]): ValueRange {
  return {
    low: Math.min(...ranges.map((range) => range.low)),
    high: Math.max(...ranges.map((range) => range.high)),
    whole: ranges.every((range) => range.whole),
    notFinite: ranges.reduce((sum, range) => sum + range.notFinite, 0),
  };
}

/** pixel = (value - zero) / span, in [0, 1]. */
export interface Scale {
  readonly zero: number;
  readonly span: number;
  /** What was decided, as a sentence; null where nothing was. */
  readonly note: string | null;
}

export const BYTE_SCALE: Scale = { zero: 0, span: 255, note: null };

/**
 * How a set's numbers, whose range is taken over all its arrays together, become pixels:
 * within [0, 1] kept; fractions within [-1, 1] as (x + 1) / 2; whole numbers to 16 / 16 (4-bit pictures), to 255 / 255, to 65,535 / 65,535,
 * signed bytes (within [-128, 127] and over more than 64 of it) as (x + 128) / 255; fractions to 255 (if above 16) / 255; all else stretched from lowest to highest.
 */
export function scaleFor({ low, high, whole }: ValueRange): Scale {
  const met = `${low.toPrecision(4)} to ${high.toPrecision(4)}`;
  if (low >= 0 && high <= 1) return { zero: 0, span: 1, note: null };
  if (low >= -1 && high <= 1) return { zero: -1, span: 2, note: "Values from -1 to 1 were mapped to 0 to 1." };
  if (low >= 0 && whole && high <= 16) return { zero: 0, span: 16, note: `Values from ${met} were divided by 16.` };
  if (low >= 0 && high <= 255 && (whole || high > 16)) return BYTE_SCALE;
  if (low >= 0 && whole && high <= 65535) return { zero: 0, span: 65535, note: `Values from ${met} were divided by 65,535.` };
  if (low >= -128 && whole && high <= 127 && high - low > 64)
    return { zero: -128, span: 255, note: "Values from -128 to 127 were mapped to 0 to 1." };
  const span = high > low ? high - low : 1;
  return { zero: low, span, note: `Values from ${met} were stretched to 0 to 1.` };
}
