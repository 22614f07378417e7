import { decode as decodeBmp } from "bmp-ts";
import sharp from "sharp";
import type { DecodePicture } from "../data/dataset";
import { SNIFFED_BYTES, sniff } from "../data/file-kind";
import { MAX_PICTURE_PIXELS } from "../data/picture-header";

/**
 * Decodes in Node as the browser does in the page: the EXIF turn is made, alpha is kept, colour profiles are left out of it. Throws where
 * the data is damaged or ends too soon.
 */
export const decodeInNode: DecodePicture = async (bytes) => {
  if (sniff(bytes.subarray(0, SNIFFED_BYTES)) === "bmp") return decodeBitmap(bytes);
  const { data, info } = await sharp(bytes, { failOn: "truncated", limitInputPixels: MAX_PICTURE_PIXELS, ignoreIcc: true })
    .autoOrient()
    .toColourspace("srgb")
    .ensureAlpha()
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgba: new Uint8ClampedArray(data.buffer, data.byteOffset, data.length) };
};

/** sharp knows no BMP. A 32-bit bitmap's fourth byte is alpha only where the header has a mask for it. */
function decodeBitmap(bytes: Uint8Array) {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { width, height, data } = decodeBmp(buffer, { toRGBA: true });
  const rgba = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
  const headerBytes = buffer.readUInt32LE(14);
  const alphaMask = headerBytes >= 56 ? buffer.readUInt32LE(66) : 0;
  if (alphaMask === 0) for (let i = 3; i < rgba.length; i += 4) rgba[i] = 255;
  return { width, height: Math.abs(height), rgba };
}
