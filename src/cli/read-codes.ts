import { readFile } from "node:fs/promises";
import { UnreadableError } from "../data/entry";
import { readNpy } from "../data/npy";
import type { CodesRequest } from "../worker/protocol";
import { CommandError } from "./command-error";

/** Vectors to cluster, from an NPY file [n, d] such as the codes.npy of an earlier run. Throws a CommandError where it is none. */
export async function readCodes(file: string): Promise<CodesRequest> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch {
    throw new CommandError(`--codes: there is no file "${file}".`);
  }
  if (String.fromCharCode(...bytes.subarray(1, 6)) !== "NUMPY")
    throw new CommandError(`--codes ${file} is not an NPY file; give a codes.npy, as --out writes it.`);
  try {
    const { dims, values } = readNpy(file, bytes);
    if (dims.length !== 2) throw new CommandError(`--codes ${file} has ${dims.length} axes; codes have two, [n, d].`);
    return { kind: "given", data: Float32Array.from(values), rows: dims[0], cols: dims[1] };
  } catch (error) {
    if (error instanceof UnreadableError) throw new CommandError(`--codes ${file}: ${error.message}`);
    throw error;
  }
}
