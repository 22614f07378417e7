import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { type Transforms, transformSize } from "../augment";
import * as tf from "../tfjs";
import type { StoredImages } from "./augmented-gather";
import { changeInPlace, groupSize, runShader, type Shader } from "./webgpu-program";

type Encoding = StoredImages["encoding"];

/** A value of the dataset's chunk by its place. */
const reads: Readonly<Record<Encoding, string>> = {
  floats: `
    fn valueAt(place : i32) -> f32 { return pixels[place]; }
  `,
  bytes: `
    fn valueAt(place : i32) -> f32 {
      let word = bitcast<u32>(pixels[place >> 2u]);
      return levels[(word >> (8u * u32(place & 3))) & 255u];
    }
  `,
};

/** Words of a row: the image's index and, where it moves, the bits of the six numbers of its transform. */
const rowSize = (moves: boolean) => (moves ? 1 + transformSize : 1);

/** One thread a pixel of the result; `pixel` and `value` are what it does with the pixel's place and with each channel. */
const shader = (encoding: Encoding, moves: boolean, pixel: string, value: string): Shader => ({
  name: `gatherImages_${encoding}_${moves ? "moved" : "asTheyAre"}`,
  inputs: encoding === "bytes" ? ["pixels", "rows", "levels"] : ["pixels", "rows"],
  numbers: ["firstImage", "lastImage"],
  code: `
    ${reads[encoding]}
    fn main(index : i32) {
      let height = uniforms.outShape[1];
      let width = uniforms.outShape[2];
      let channels = uniforms.outShape[3];
      let image = index / (height * width);
      if (image >= uniforms.outShape[0]) { return; }
      let row = image * ${rowSize(moves)};
      let source = rows[row];
      if (source < i32(uniforms.firstImage) || source >= i32(uniforms.lastImage)) { return; }
      let start = (source - i32(uniforms.firstImage)) * height * width * channels;
      let inImage = index - image * height * width;
      ${pixel}
      for (var c = 0; c < channels; c++) { result[index * channels + c] = ${value}; }
    }
  `,
});

const asTheyAre = (encoding: Encoding) => shader(encoding, false, "let at = start + inImage * channels;", "valueAt(at + c)");

const moved = (encoding: Encoding) =>
  shader(
    encoding,
    true,
    `
      let y = inImage / width;
      let x = inImage - y * width;
      let highest = vec2<f32>(f32(height - 1), f32(width - 1));
      let middle = highest / 2.0;
      let alongY = vec2<f32>(bitcast<f32>(rows[row + 1]), bitcast<f32>(rows[row + 3]));
      let alongX = vec2<f32>(bitcast<f32>(rows[row + 2]), bitcast<f32>(rows[row + 4]));
      let shift = vec2<f32>(bitcast<f32>(rows[row + 5]), bitcast<f32>(rows[row + 6]));
      let offset = vec2<f32>(f32(y), f32(x)) - middle - shift;
      let place = clamp(alongY * offset.x + alongX * offset.y + middle, vec2<f32>(0.0), highest);
      let corner = floor(place);
      let part = place - corner;
      let y0 = i32(corner.x);
      let x0 = i32(corner.y);
      let down = select(0, width * channels, y0 < height - 1);
      let right = select(0, channels, x0 < width - 1);
      let at = start + (y0 * width + x0) * channels;
    `,
    `(valueAt(at + c) * (1.0 - part.y) + valueAt(at + right + c) * part.y) * (1.0 - part.x) +
        (valueAt(at + down + c) * (1.0 - part.y) + valueAt(at + down + right + c) * part.y) * part.x`,
  );

const shaders = {
  asTheyAre: { floats: asTheyAre("floats"), bytes: asTheyAre("bytes") },
  moved: { floats: moved("floats"), bytes: moved("bytes") },
};

/** One program a chunk, and nearly every dataset is one chunk; 4 bytes an image go up, or 28 where it moves. */
export function gatherOnGpu(
  backend: WebGPUBackend,
  { shape, imagesPerChunk, encoding, chunks, levels }: StoredImages,
  indices: ArrayLike<number>,
  transforms: Transforms | null,
): tf.Tensor4D {
  const { count, height, width, channels } = shape;
  const program = (transforms ? shaders.moved : shaders.asTheyAre)[encoding];
  const rows = tf.tensor1d(wordsOf(indices, transforms), "int32");
  const outShape: [number, number, number, number] = [indices.length, height, width, channels];
  const groups = Math.ceil((indices.length * height * width) / groupSize);
  let out: tf.Tensor | null = null;
  for (const [i, chunk] of chunks.entries()) {
    const inputs = encoding === "bytes" ? [chunk, rows, levels] : [chunk, rows];
    const first = i * imagesPerChunk;
    const call = { inputs, groups, numbers: [first, Math.min(count, first + imagesPerChunk)] };
    if (out) changeInPlace(backend, program, out, call);
    else out = runShader(backend, program, outShape, call);
  }
  rows.dispose();
  return (out ?? tf.zeros(outShape)) as tf.Tensor4D;
}

function wordsOf(indices: ArrayLike<number>, transforms: Transforms | null): Int32Array {
  const size = rowSize(transforms !== null);
  const words = new Int32Array(indices.length * size);
  const floats = new Float32Array(words.buffer);
  for (let i = 0; i < indices.length; i++) {
    words[i * size] = indices[i];
    if (transforms) floats.set(transforms.subarray(i * transformSize, (i + 1) * transformSize), i * size + 1);
  }
  return words;
}
