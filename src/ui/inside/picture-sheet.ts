import type { PicturesView } from "../../core/live-view";

/** Where the pictures of a view lie on one sheet. */
export interface SheetLayout {
  /** CSS pixels a pixel of a picture: a whole number, or one part of one where pictures are large. */
  readonly scale: number;
  /** Between pictures, in their own pixels. */
  readonly gap: number;
  readonly columns: number;
  readonly rows: number;
  /** Of the whole sheet, in the pictures' own pixels. */
  readonly width: number;
  readonly height: number;
}

/** CSS pixels of a picture's longer side. */
const smallestSide = 28;
const largestSide = 64;

/** As large as `available` CSS pixels across allow all columns to be, but never so small that nothing can be seen. */
export function sheetLayout(view: Pick<PicturesView, "width" | "height" | "rows" | "channels">, available: number): SheetLayout {
  const { width: w, height: h } = view;
  const longer = Math.max(w, h);
  const columns = columnsOf(view);
  const rows = view.rows.length;
  let scale = longer > largestSide ? 1 / Math.ceil(longer / largestSide) : Math.floor(largestSide / longer);
  while (scale > 1 && (scale - 1) * longer >= smallestSide && columns * (w + gapAt(scale)) * scale > available) scale -= 1;
  const gap = gapAt(scale);
  return { scale, gap, columns, rows, width: extent(columns, w, gap), height: extent(rows, h, gap) };
}

/** Pictures in each row: as many as the shortest row holds. */
export function columnsOf({
  width,
  height,
  channels,
  rows,
}: Pick<PicturesView, "width" | "height" | "rows" | "channels">): number {
  const lengths = rows.map(({ pixels }) => Math.floor(pixels.length / (width * height * channels)));
  return lengths.length === 0 ? 0 : Math.min(...lengths);
}

/** RGBA of all pictures, one row under the other, with nothing in the gaps. [height, width, 4] of the layout. */
export function sheetPixels(view: PicturesView, layout: SheetLayout): Uint8ClampedArray<ArrayBuffer> {
  const { width: w, height: h, channels, rows } = view;
  const sheet = new Uint8ClampedArray(4 * layout.width * layout.height);
  rows.forEach(({ pixels }, row) => {
    for (let column = 0; column < layout.columns; column++)
      for (let y = 0; y < h; y++) {
        let from = (column * h + y) * w * channels;
        let to = 4 * ((row * (h + layout.gap) + y) * layout.width + column * (w + layout.gap));
        for (let x = 0; x < w; x++, from += channels, to += 4) {
          sheet[to] = pixels[from];
          sheet[to + 1] = channels === 3 ? pixels[from + 1] : pixels[from];
          sheet[to + 2] = channels === 3 ? pixels[from + 2] : pixels[from];
          sheet[to + 3] = 255;
        }
      }
  });
  return sheet;
}

/** What is to be seen, for those who do not see it. */
export function sheetSummary(view: PicturesView, nameOf: (cluster: number) => string): string {
  const columns = columnsOf(view);
  const rows = view.rows.map(({ title }) => title).join(", ");
  const what = `${view.title}: ${view.rows.length === 1 ? "one row" : `${view.rows.length} rows`} of ${columns} pictures: ${rows}.`;
  if (!view.clusters) return what;
  return `${what} Columns: ${Array.from(view.clusters.subarray(0, columns), nameOf).join(", ")}.`;
}

function extent(count: number, side: number, gap: number): number {
  return Math.max(1, count * (side + gap) - gap);
}

function gapAt(scale: number): number {
  return scale >= 2 ? 1 : Math.round(2 / scale);
}
