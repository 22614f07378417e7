import type { Images } from "../core/images";

/** Bytes digested at once: WebCrypto copies what it is given, so this bounds the extra memory. */
const CHUNK = 1 << 24;

/**
 * SHA-256, hex, of the shape, the pixels' float32 bytes and the labels: equal data has an equal hash. Paths don't count.
 * It is the digest of a small JSON text that holds the shape, the class names and the digests of 16 MiB pieces of the
 * pixels and label codes, so that no dataset has to lie in one buffer a second time.
 * Throws where WebCrypto is absent (a page served over plain http from another machine).
 */
export async function hashImages(images: Images): Promise<string> {
  const { shape, pixels, truth } = images;
  const contents = {
    format: "kindred-images-1",
    shape: [shape.count, shape.height, shape.width, shape.channels],
    pixels: await digests(pixels),
    labels: truth ? { names: truth.names, codes: await digests(truth.codes) } : null,
  };
  return sha256(new TextEncoder().encode(JSON.stringify(contents)));
}

/** Digest of each piece of CHUNK bytes, in order. */
async function digests(array: Float32Array | Int32Array): Promise<string[]> {
  const found: string[] = [];
  for (let from = 0; from < array.byteLength; from += CHUNK) {
    const length = Math.min(CHUNK, array.byteLength - from);
    found.push(await sha256(bytesOf(array.buffer, array.byteOffset + from, length)));
  }
  return found;
}

/** A view; a copy where the memory is shared between threads, which WebCrypto refuses. */
function bytesOf(buffer: ArrayBufferLike, offset: number, length: number): Uint8Array<ArrayBuffer> {
  return buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer, offset, length)
    : Uint8Array.from(new Uint8Array(buffer, offset, length));
}

/** SHA-256, hex. Throws where WebCrypto is absent. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // Absent in insecure contexts, whatever the type says.
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (!subtle) throw new Error("This page can't compute checksums here: open it over https or from localhost.");
  const sum = new Uint8Array(await subtle.digest("SHA-256", bytes));
  return Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
