import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";

const read = (file) => (file.endsWith(".gz") ? gunzipSync(readFileSync(file)) : readFileSync(file));

/**
 * Writes the first `each` images of every class of a pair of IDX files into `folder`, in their order, and returns what `--data` calls
 * them. Throws where a class has fewer.
 */
export function writeBalanced(imagesFile, labelsFile, each, folder) {
  const images = read(imagesFile);
  const labels = read(labelsFile).subarray(8);
  const size = images.readUInt32BE(8) * images.readUInt32BE(12);
  const taken = new Map();
  const rows = [...labels.keys()].filter((row) => {
    const before = taken.get(labels[row]) ?? 0;
    taken.set(labels[row], before + 1);
    return before < each;
  });
  for (const [label, count] of taken) if (count < each) throw new Error(`Class ${label} has ${count} images, not ${each}.`);
  const head = (file, bytes) => {
    const start = Buffer.from(read(file).subarray(0, bytes));
    start.writeUInt32BE(rows.length, 4);
    return start;
  };
  mkdirSync(folder, { recursive: true });
  const made = ["images-idx3-ubyte", "labels-idx1-ubyte"].map((name) => path.join(folder, `balanced-${each}-${name}`));
  const pixels = rows.map((row) => images.subarray(16 + row * size, 16 + (row + 1) * size));
  writeFileSync(made[0], Buffer.concat([head(imagesFile, 16), ...pixels]));
  writeFileSync(made[1], Buffer.concat([head(labelsFile, 8), Buffer.from(rows.map((row) => labels[row]))]));
  return made.join("+");
}
