import { imageSize } from "image-size";
import { viewOf } from "./byte-view";
import { UnreadableError } from "./entry";
import type { PictureKind } from "./file-kind";
import { isCutShort } from "./picture-end";

/** A picture with more pixels than this is refused before it is decoded: 64 megapixels unpack to 256 MiB. */
export const MAX_PICTURE_PIXELS = 64 * 1024 ** 2;

/**
 * Width and height from the header alone, in pixels as stored (an EXIF turn may swap them). Throws UnreadableError where there
 * is no sound header, where the picture is larger than `MAX_PICTURE_PIXELS`, and where the file ends before the picture does: browsers
 * paint what they have of such a file and image libraries don't, so it is left out everywhere.
 */
export function checkPicture(bytes: Uint8Array, kind: PictureKind): { width: number; height: number } {
  const size = headerSize(bytes, kind);
  if (!size || !(size.width > 0) || !(size.height > 0)) {
    throw new UnreadableError(
      isCutShort(bytes, kind)
        ? "The file ends before the picture does: it is cut short."
        : `Its ${titles[kind]} header is damaged.`,
    );
  }
  if (size.width * size.height > MAX_PICTURE_PIXELS) {
    const megapixels = Math.round((size.width * size.height) / 1e6).toLocaleString("en-US");
    throw new UnreadableError(
      `It is ${size.width.toLocaleString("en-US")} × ${size.height.toLocaleString("en-US")} pixels (${megapixels} megapixels); up to ${Math.floor(MAX_PICTURE_PIXELS / 1e6)} megapixels are read.`,
    );
  }
  if (isCutShort(bytes, kind)) throw new UnreadableError("The file ends before the picture does: it is cut short.");
  return size;
}

const titles: Readonly<Record<PictureKind, string>> = {
  png: "PNG",
  jpeg: "JPEG",
  webp: "WebP",
  gif: "GIF",
  bmp: "BMP",
  avif: "AVIF",
};

function headerSize(bytes: Uint8Array, kind: PictureKind): { width: number; height: number } | null {
  try {
    // PNG's own place, since an Apple-made PNG has a chunk before the header that decoders refuse anyway.
    if (kind === "png") return { width: viewOf(bytes).getUint32(16), height: viewOf(bytes).getUint32(20) };
    const { width, height } = imageSize(bytes);
    return { width: Math.abs(width), height: Math.abs(height) };
  } catch {
    return null;
  }
}
