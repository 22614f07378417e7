import { byteSize, counted, type ReportBuilder } from "./import-report";

/** Bytes of float32 pixels at most: one typed array that every browser still gives. */
const MAX_PIXEL_BYTES = 2 * 1024 ** 3;

/** Throws an ImportError when `count` images of `size` values don't fit; `size` is h * w * c. */
export function checkMemory(count: number, size: number, report: ReportBuilder): void {
  const bytes = count * size * 4;
  if (bytes <= MAX_PIXEL_BYTES) return;
  throw report.failure(
    `${counted(count, "image")} of ${counted(size, "value")} need ${byteSize(bytes)} of memory; up to ${byteSize(MAX_PIXEL_BYTES)} is used. Choose a smaller size, grey, or a limit.`,
  );
}
