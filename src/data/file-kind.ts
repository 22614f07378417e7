export type PictureKind = "png" | "jpeg" | "webp" | "gif" | "bmp" | "avif";
export type ContainerKind = "zip" | "gzip" | "idx" | "npy" | "hdf5";
/** What can be recognised and not read; each has its sentence. */
type RefusedKind = "empty" | "tar" | "tiff" | "heic" | "jxl" | "svg" | "psd" | "pdf" | "html" | "text" | "rar" | "7z" | "unknown";
export type FileKind = PictureKind | ContainerKind | RefusedKind;

/** Bytes that `sniff` wants to see. */
export const SNIFFED_BYTES = 512;

/** What a file holds, told by its first bytes and never by its name. */
export function sniff(head: Uint8Array): FileKind {
  if (head.length === 0) return "empty";
  for (const [kind, offset, text] of signatures) if (startsWith(head, text, offset)) return kind;
  if (startsWith(head, "RIFF", 0) && startsWith(head, "WEBP", 8)) return "webp";
  if (startsWith(head, "ftyp", 4)) return isobmff(head);
  // A bitmap's file header: "BM", then four reserved zero bytes at 6.
  if (startsWith(head, "BM", 0) && head.length >= 26 && head[6] + head[7] + head[8] + head[9] === 0) return "bmp";
  // IDX: two zero bytes, a type code, 1 to 4 dimensions.
  if (head.length >= 8 && head[0] === 0 && head[1] === 0 && IDX_TYPES.has(head[2]) && head[3] >= 1 && head[3] <= 4) return "idx";
  return textKind(head);
}

const IDX_TYPES = new Set([0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e]);

const signatures: readonly (readonly [FileKind, number, string])[] = [
  ["png", 0, "\x89PNG\r\n\x1a\n"],
  ["jpeg", 0, "\xff\xd8\xff"],
  ["gif", 0, "GIF87a"],
  ["gif", 0, "GIF89a"],
  ["gzip", 0, "\x1f\x8b"],
  ["zip", 0, "PK\x03\x04"],
  ["zip", 0, "PK\x05\x06"],
  ["npy", 0, "\x93NUMPY"],
  ["hdf5", 0, "\x89HDF\r\n\x1a\n"],
  ["tiff", 0, "II*\0"],
  ["tiff", 0, "MM\0*"],
  ["psd", 0, "8BPS"],
  ["pdf", 0, "%PDF"],
  ["rar", 0, "Rar!"],
  ["7z", 0, "7z\xbc\xaf\x27\x1c"],
  ["jxl", 0, "\xff\x0a"],
  ["jxl", 4, "JXL \r\n"],
  ["tar", 257, "ustar"],
];

function startsWith(bytes: Uint8Array, text: string, offset: number): boolean {
  if (bytes.length < offset + text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[offset + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** AVIF and HEIC share a container; the brands (the major one at 8, the compatible ones from 16) tell them apart. */
function isobmff(head: Uint8Array): FileKind {
  const end = Math.min(head.length, ((head[0] << 24) | (head[1] << 16) | (head[2] << 8) | head[3]) >>> 0);
  let heic = false;
  for (let at = 8; at + 4 <= end; at += 4) {
    if (startsWith(head, "avif", at) || startsWith(head, "avis", at)) return "avif";
    if (startsWith(head, "he", at) || startsWith(head, "mif1", at)) heic = true;
  }
  return heic ? "heic" : "unknown";
}

function textKind(head: Uint8Array): FileKind {
  for (const byte of head) {
    const control = byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13;
    if (control || byte === 127) return "unknown";
  }
  const text = new TextDecoder().decode(head).trimStart().toLowerCase();
  if (text.includes("<svg")) return "svg";
  if (text.startsWith("<!doctype html") || text.startsWith("<html")) return "html";
  // Bytes of no known text encoding decode to many replacement characters.
  return (text.match(/\ufffd/g)?.length ?? 0) > text.length / 10 ? "unknown" : "text";
}

const PICTURE_KINDS = new Set<FileKind>(["png", "jpeg", "webp", "gif", "bmp", "avif"]);

export function isPicture(kind: FileKind): kind is PictureKind {
  return PICTURE_KINDS.has(kind);
}

/** Why a file of this kind isn't imported as a picture, as a sentence. */
export function whyNotPicture(kind: FileKind): string {
  return (
    refusals[kind] ??
    (isPicture(kind)
      ? "It is a picture."
      : `It is not a picture: its bytes are those of ${kind === "gzip" ? "a GZIP" : `a ${kind.toUpperCase()}`} file.`)
  );
}

const convert = "Save it as PNG or JPEG first.";
const refusals: Partial<Record<FileKind, string>> = {
  empty: "The file is empty (0 bytes).",
  text: "It holds text, not a picture.",
  html: "It holds a web page, not a picture.",
  svg: `SVG drawings aren't read. ${convert}`,
  tiff: `TIFF pictures aren't read. ${convert}`,
  heic: `HEIC pictures aren't read. ${convert}`,
  jxl: `JPEG XL pictures aren't read. ${convert}`,
  psd: `Photoshop files aren't read. ${convert}`,
  pdf: "It is a PDF document, not a picture.",
  tar: "TAR archives aren't read. Unpack it and drop the folder, or make a ZIP.",
  rar: "RAR archives aren't read. Unpack it and drop the folder, or make a ZIP.",
  "7z": "7z archives aren't read. Unpack it and drop the folder, or make a ZIP.",
  unknown:
    "It is neither a picture (PNG, JPEG, WebP, GIF, BMP, AVIF) nor data in a known form (IDX, CIFAR, NPY, NPZ, HDF5, CSV, TSV, ZIP).",
};
