import type { DecodePicture } from "./dataset";
import { UnreadableError } from "./entry";
import { MAX_PICTURE_PIXELS } from "./picture-header";

/**
 * Decodes by the browser's own codecs, in a worker or the page: the EXIF turn is made, alpha is kept straight, and colour profiles are
 * left out of it, so that the numbers are those in the file. Throws where the browser can't decode.
 */
export const decodeInBrowser: DecodePicture = async (bytes) => {
  // A picture's bytes never lie in shared memory, which is what Blob's type rules out.
  const bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]), {
    imageOrientation: "from-image",
    premultiplyAlpha: "none",
    colorSpaceConversion: "none",
  });
  try {
    const { width, height } = bitmap;
    // A header may lie about what follows it.
    if (width * height > MAX_PICTURE_PIXELS)
      throw new UnreadableError(`It decodes to ${width} × ${height} pixels, which is too many.`);
    const canvas = new OffscreenCanvas(width, height);
    const drawing = canvas.getContext("2d", { willReadFrequently: true });
    if (!drawing) throw new UnreadableError("The browser gave no canvas to read the picture from.");
    drawing.drawImage(bitmap, 0, 0);
    return { width, height, rgba: drawing.getImageData(0, 0, width, height).data };
  } finally {
    bitmap.close();
  }
};
