import { viewOf } from "./byte-view";
import type { PictureKind } from "./file-kind";

/** Whether a picture's file ends before the picture does, told from its structure without decoding it. */
export function isCutShort(bytes: Uint8Array, kind: PictureKind): boolean {
  return endFinders[kind](bytes, viewOf(bytes));
}

type EndFinder = (bytes: Uint8Array, view: DataView) => boolean;

const endFinders: Readonly<Record<PictureKind, EndFinder>> = {
  png: pngCut,
  jpeg: jpegCut,
  gif: gifCut,
  webp: (bytes, view) => bytes.length < 12 || view.getUint32(4, true) + 8 > bytes.length + 1,
  bmp: bmpCut,
  avif: boxesCut,
};

/** Chunks up to IEND (ISO/IEC 15948, 5.3). */
function pngCut(bytes: Uint8Array, view: DataView): boolean {
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    if (view.getUint32(at + 4) === 0x49454e44) return false;
  }
  return true;
}

/** Segments up to the first scan, then coded data up to the end marker (ITU-T T.81, B.1.1); a thumbnail's own end lies in a segment. */
function jpegCut(bytes: Uint8Array, view: DataView): boolean {
  let at = 2;
  while (at + 2 <= bytes.length) {
    const marker = bytes[at + 1];
    // What follows a scan's header is coded data, walked over byte by byte to the next real marker.
    if (bytes[at] !== 0xff || marker === 0xff) at++;
    else if (marker === 0xd9) return false;
    else if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else if (at + 4 > bytes.length) return true;
    else at += 2 + view.getUint16(at + 2);
  }
  return true;
}

/** Blocks up to the end of the first frame, which is all that is shown (GIF89a, 20 to 23). */
function gifCut(bytes: Uint8Array, view: DataView): boolean {
  const palette = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  if (bytes.length < 13) return true;
  let at = 13 + palette(bytes[10]);
  while (at < bytes.length) {
    const block = bytes[at];
    if (block === 0x3b) return true;
    const isFrame = block === 0x2c;
    if (isFrame && at + 10 >= bytes.length) return true;
    at += isFrame ? 11 + palette(bytes[at + 9]) : 2;
    while (at < bytes.length && bytes[at] !== 0) at += bytes[at] + 1;
    if (at >= view.byteLength) return true;
    if (isFrame) return false;
    at++;
  }
  return true;
}

/** An uncompressed bitmap's rows, each padded to four bytes, must fit behind their offset. */
function bmpCut(bytes: Uint8Array, view: DataView): boolean {
  if (bytes.length < 54) return bytes.length < 26;
  if (view.getUint32(14, true) < 40) return false;
  const compression = view.getUint32(30, true);
  if (compression !== 0 && compression !== 3) return view.getUint32(10, true) + view.getUint32(34, true) > bytes.length;
  const rowBytes = Math.ceil((view.getInt32(18, true) * view.getUint16(28, true)) / 32) * 4;
  return view.getUint32(10, true) + rowBytes * Math.abs(view.getInt32(22, true)) > bytes.length;
}

/** Top-level boxes (ISO/IEC 14496-12, 4.2) must end with the file; size 0 reaches to its end. */
function boxesCut(bytes: Uint8Array, view: DataView): boolean {
  let at = 0;
  let boxes = 0;
  while (at + 8 <= bytes.length) {
    const size = view.getUint32(at);
    if (size === 0) return false;
    // A box is at least as long as its own header; a damaged size of 0 would be walked over for ever.
    at += size === 1 && at + 16 <= bytes.length ? Math.max(Number(view.getBigUint64(at + 8)), 16) : Math.max(size, 8);
    boxes++;
  }
  return at > bytes.length || boxes < 3;
}
