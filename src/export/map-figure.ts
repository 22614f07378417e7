/** A picture of the map, ready for a file: places in CSS pixels from the picture's top left. */
export interface MapFigure {
  /** Of the map; the key comes below it. */
  readonly width: number;
  readonly height: number;
  /** What it shows, a sentence. */
  readonly title: string;
  readonly ground: string;
  readonly ink: string;
  readonly muted: string;
  /** [n, 2] left and top of every point. */
  readonly places: Float32Array;
  /** [n] index into the colours. */
  readonly categories: ArrayLike<number>;
  readonly colours: readonly string[];
  readonly radius: number;
  /** [n] 1 where an image is selected, or null while none is. */
  readonly selected: Uint8Array | null;
  /** Of points; of those not selected beside selected ones. Selected ones are opaque. */
  readonly opacity: number;
  readonly fadedOpacity: number;
  readonly labels: readonly { readonly left: number; readonly top: number; readonly text: string }[];
  readonly thumbnails: FigureThumbnails | null;
  readonly key: FigureKey | null;
}

/** Images in the place of their points. */
export interface FigureThumbnails {
  readonly side: number;
  readonly border: number;
  readonly indices: readonly number[];
}

/** What the colours mean: names, or a ramp between two ends, or both. */
export interface FigureKey {
  readonly title: string | null;
  readonly names: readonly { readonly name: string; readonly colour: string }[];
  /** Names left out. */
  readonly more: number;
  readonly ramp: { readonly low: string; readonly high: string; readonly colours: readonly string[] } | null;
}

/** One thing of a key, where it begins. */
export type KeyMark = { readonly left: number; readonly top: number } & (
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "dot"; readonly colour: string }
  | { readonly kind: "ramp"; readonly width: number; readonly colours: readonly string[] }
);

export interface KeyLayout {
  readonly marks: readonly KeyMark[];
  /** 0 without a key. */
  readonly height: number;
}

export const keyFontSize = 12;
const rowHeight = 20;
const padding = 12;
const gap = 14;
const dotWidth = 14;
const rampWidth = 110;
/** Of a letter of a sans-serif font, of its size: wide enough for most words. */
const letter = 0.58;

/** Lays the key out in rows below a map `width` wide; tops are from the map's lower edge. Texts stand on a line through `top`. */
export function layOutKey(key: FigureKey | null, width: number): KeyLayout {
  if (!key) return { marks: [], height: 0 };
  const marks: KeyMark[] = [];
  let left = padding;
  let row = 0;
  const widthOf = (text: string) => text.length * keyFontSize * letter;
  const top = () => padding + (row + 0.5) * rowHeight;
  const take = (wanted: number): void => {
    if (left > padding && left + wanted > width - padding) {
      row += 1;
      left = padding;
    }
  };
  const say = (text: string): void => {
    marks.push({ kind: "text", left, top: top(), text });
    left += widthOf(text);
  };

  if (key.title) {
    take(widthOf(key.title));
    say(key.title);
    left += gap;
  }
  if (key.ramp) {
    const { low, high, colours } = key.ramp;
    take(widthOf(low) + rampWidth + widthOf(high) + 12);
    say(low);
    marks.push({ kind: "ramp", left: left + 6, top: top(), width: rampWidth, colours });
    left += rampWidth + 12;
    say(high);
    left += gap;
  }
  for (const { name, colour } of key.names) {
    take(dotWidth + widthOf(name));
    marks.push({ kind: "dot", left, top: top(), colour });
    left += dotWidth;
    say(name);
    left += gap;
  }
  if (key.more > 0) {
    const text = `and ${key.more} more`;
    take(widthOf(text));
    say(text);
  }
  return { marks, height: 2 * padding + (row + 1) * rowHeight };
}
