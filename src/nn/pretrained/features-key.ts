import type { ExtractorOptions } from "./feature-extractor";
import { ModelError } from "./model-error";

/** To be raised when the same model and pictures give other features than before. */
const version = 1;

/** SHA-256 of a model file, hex. */
export function modelHash(bytes: Uint8Array): Promise<string> {
  // WebCrypto refuses memory that threads share.
  const own = bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : Uint8Array.from(bytes);
  return sha256(own);
}

/**
 * Key under which a host may keep the features of a dataset: SHA-256, hex, of what they depend on. The backend in force is not among it,
 * whose rounding differs in the last bits: a host that wants equal bits adds it, as it does for pretrained networks.
 */
export function featuresKey(modelBytesHash: string, options: ExtractorOptions, datasetHash: string): Promise<string> {
  const { normalisation = "imagenet", side = null } = options;
  const contents = JSON.stringify({ format: `kindred-features-${version}`, modelBytesHash, normalisation, side, datasetHash });
  return sha256(new TextEncoder().encode(contents));
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // Absent in insecure contexts, whatever the type says.
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (!subtle) throw new ModelError("This page can't compute checksums here: open it over https or from localhost.");
  const sum = new Uint8Array(await subtle.digest("SHA-256", bytes));
  return Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
