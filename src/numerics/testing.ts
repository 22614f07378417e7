import { readFileSync } from "node:fs";
import { type Matrix, matrix } from "../core/matrix";

const folder = new URL("../../scripts/golden/", import.meta.url);

/** 300 built-in digits and their classes, on which scripts/golden/*.py computed what golden tests expect. Pixels are u / 255. */
export function goldenDigits(): { readonly points: Matrix; readonly truth: Int32Array } {
  const pixels = lastBytes("digits-300.npy", 300 * 256);
  return {
    points: matrix(
      Float32Array.from(pixels, (u) => u / 255),
      300,
      256,
    ),
    truth: Int32Array.from(lastBytes("digits-300-labels.npy", 300)),
  };
}

/** What scripts/golden/`topic`.py wrote into `topic`.json beside it. */
export function goldenValues<Values>(topic: string): Values {
  return JSON.parse(readFileSync(new URL(`${topic}.json`, folder), "utf8")) as Values;
}

/** The data of an NPY file of bytes: what follows its header. */
function lastBytes(name: string, count: number): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, folder))).subarray(-count);
}
