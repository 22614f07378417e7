import type { AugmentationPreview } from "../../worker/protocol";
import type { Grid } from "../kit/thumbnail-canvas";

/** Pictures of a preview, by their places in it, and the grid in which they lie. */
export interface PreviewColumn {
  readonly places: readonly number[];
  readonly grid: Grid;
}

/** CSS pixels between pictures, and between the originals and their variants. */
const gap = 3;
const between = 10;
const cells = { least: 24, most: 56 };

/** The images in a column, and beside it their variants in rows, as large as `room` CSS pixels across allow. */
export function previewColumns(
  { images, variants }: Pick<AugmentationPreview, "images" | "variants">,
  room: number,
): { readonly originals: PreviewColumn; readonly variants: PreviewColumn } {
  const rows = Math.max(1, images.length);
  const free = room - between - gap * (variants - 1);
  const cell = Math.max(cells.least, Math.min(cells.most, Math.floor(free / (1 + variants))));
  const places = Array.from({ length: images.length * (1 + variants) }, (_, place) => place);
  const isOriginal = (place: number) => place % (1 + variants) === 0;
  return {
    originals: { places: places.filter(isOriginal), grid: { columns: 1, rows, cell, gap } },
    variants: { places: places.filter((place) => !isOriginal(place)), grid: { columns: variants, rows, cell, gap } },
  };
}

/** What is to be seen, for those who do not see it. */
export function previewSummary({ images, variants, changes }: Omit<AugmentationPreview, "pixels">): string {
  const shown = images.length === 1 ? "one picture" : `${images.length} pictures`;
  const become = changes
    ? `and ${variants} random variants of each, as the settings make them now`
    : "which the settings leave as they are";
  return `Preview of the augmentation: ${shown}, ${become}.`;
}
