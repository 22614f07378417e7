import type { Layer } from "./layer";

/** `layer` blurred by three box means each way, close to a Gaussian of standard deviation `radius` pixels. Edges repeat. */
export function blurred(layer: Layer, radius: number): Layer {
  const { width, height } = layer;
  const reach = Math.max(0, Math.round(radius));
  let values = layer.values;
  for (let pass = 0; pass < 3 && reach > 0; pass++) {
    values = boxMean(values, height, width, width, 1, reach);
    values = boxMean(values, width, height, 1, width, reach);
  }
  return { width, height, values };
}

/** Mean over 2 * reach + 1 neighbours along each of `lines` lines. */
function boxMean(from: Float32Array, lines: number, length: number, lineStep: number, step: number, reach: number): Float32Array {
  const to = new Float32Array(from.length);
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep;
    const at = (i: number) => from[start + Math.min(length - 1, Math.max(0, i)) * step];
    let sum = 0;
    for (let i = -reach; i <= reach; i++) sum += at(i);
    for (let i = 0; i < length; i++) {
      to[start + i * step] = sum / (2 * reach + 1);
      sum += at(i + reach + 1) - at(i - reach);
    }
  }
  return to;
}
