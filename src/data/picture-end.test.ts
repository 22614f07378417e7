import { encode } from "fast-png";
import { expect, test } from "vitest";
import { isCutShort } from "./picture-end";

/** A 1 x 1 GIF89a written by hand from the specification. */
const gif = Uint8Array.of(
  ...[0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255],
  ...[0x21, 0xf9, 4, 0, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3b],
);

test("a PNG lacks its end wherever it is cut", () => {
  const whole = encode({ width: 2, height: 2, channels: 1, data: Uint8Array.of(1, 2, 3, 4) });
  expect(isCutShort(whole, "png")).toBe(false);
  for (let length = 8; length < whole.length; length++) expect(isCutShort(whole.slice(0, length), "png")).toBe(true);
});

test("a JPEG's end is that of its coded data, not that of a thumbnail in a segment", () => {
  const head = [0xff, 0xd8, 0xff, 0xe1, 0, 6, 0xff, 0xd8, 0xff, 0xd9, 0xff, 0xda, 0, 4, 1, 2];
  const scan = [0x12, 0xff, 0x00, 0x34, 0xff, 0xd3, 0x56];
  expect(isCutShort(Uint8Array.of(...head, ...scan, 0xff, 0xd9), "jpeg")).toBe(false);
  expect(isCutShort(Uint8Array.of(...head, ...scan, 0x78, 0xff, 0xd9, 0, 0), "jpeg")).toBe(false);
  expect(isCutShort(Uint8Array.of(...head, ...scan), "jpeg")).toBe(true);
  expect(isCutShort(Uint8Array.of(...head, ...scan, 0xff), "jpeg")).toBe(true);
});

test("a GIF needs its first frame, not its trailer", () => {
  expect(isCutShort(gif, "gif")).toBe(false);
  expect(isCutShort(gif.slice(0, -1), "gif")).toBe(false);
  expect(isCutShort(gif.slice(0, -3), "gif")).toBe(true);
});

test("boxes of an AVIF must end with the file, and a long box of no length is not walked over for ever", () => {
  const box = (size: number, name: string, length = size) => {
    const bytes = new Uint8Array(length);
    new DataView(bytes.buffer).setUint32(0, size);
    bytes.set(new TextEncoder().encode(name), 4);
    return [...bytes];
  };
  const boxes = [...box(12, "ftyp"), ...box(16, "meta"), ...box(20, "mdat")];
  expect(isCutShort(Uint8Array.of(...boxes), "avif")).toBe(false);
  expect(isCutShort(Uint8Array.of(...boxes.slice(0, -1)), "avif")).toBe(true);
  // Size 1 says that eight bytes of length follow: here they are all 0.
  expect(isCutShort(Uint8Array.of(...box(12, "ftyp"), ...box(1, "mdat", 16)), "avif")).toBe(true);
});
