import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { type AdamStep, type AdamUpdate, decayOf, momentFactors } from "./adam-step";
import { asList, changeInPlace, groupSize, ownBuffer, type Shader, writableInput } from "./webgpu-program";

const numbers = ["rate", "correction", "beta1", "beta2", "newBeta1", "newBeta2", "epsilon", "scale", "kept0", "kept1"];

/** What a thread does to element `at` of the variable whose buffers are numbered `i`. */
function updateOf(i: 0 | 1, weights: string, scale: string): string {
  return `
    let slope = gradient${i}[at] * ${scale};
    let mean = uniforms.beta1 * mean${i}[at] + uniforms.newBeta1 * slope;
    let variance = uniforms.beta2 * variance${i}[at] + uniforms.newBeta2 * slope * slope;
    mean${i}[at] = mean;
    variance${i}[at] = variance;
    ${weights}[at] = uniforms.kept${i} * ${weights}[at]
      - uniforms.rate * mean / (sqrt(variance * uniforms.correction) + uniforms.epsilon);
  `;
}

const one = (scale: string) => `
  ${writableInput(1, "mean0")}
  ${writableInput(2, "variance0")}
  fn main(at : i32) {
    if (at >= uniforms.outShape) { return; }
    ${updateOf(0, "result", scale)}
  }
`;

const single: Shader = { name: "adam", inputs: ["gradient0", "m0", "v0"], numbers, code: one("uniforms.scale") };

/** With the gradients' factor on the device. */
const scaled: Shader = { name: "adamScaled", inputs: ["gradient0", "m0", "v0", "factor"], numbers, code: one("factor[0]") };

/** Two variables take eight buffers, as many as every device has. */
const pair: Shader = {
  name: "adamOfTwo",
  inputs: ["gradient0", "m0", "v0", "w1", "gradient1", "m1", "v1"],
  numbers,
  code: `
    ${writableInput(1, "mean0")}
    ${writableInput(2, "variance0")}
    ${writableInput(3, "weights1")}
    ${writableInput(5, "mean1")}
    ${writableInput(6, "variance1")}
    fn main(index : i32) {
      if (index < uniforms.outShape) {
        let at = index;
        ${updateOf(0, "result", "uniforms.scale")}
      } else {
        let at = index - uniforms.outShape;
        if (at >= uniforms.gradient1Shape) { return; }
        ${updateOf(1, "weights1", "uniforms.scale")}
      }
    }
  `,
};

/**
 * Updates variables in place (see adam-update.ts), two in a dispatch; one in a dispatch where the gradients' factor is a
 * tensor. What changes from step to step is a uniform, so nothing is compiled twice.
 */
export function adamUpdatesOnGpu(backend: WebGPUBackend, updates: readonly AdamUpdate[], step: AdamStep): void {
  const { beta1, beta2, epsilon, gradientScale = 1 } = step;
  const { rate, correction } = momentFactors(step);
  const onDevice = typeof gradientScale !== "number";
  const shared = [rate, correction, beta1, beta2, 1 - beta1, 1 - beta2, epsilon, onDevice ? 1 : gradientScale];
  for (const { weights, first, second } of updates) {
    for (const variable of [weights, first, second]) ownBuffer(backend, variable);
  }
  const perDispatch = onDevice ? 1 : 2;
  for (let i = 0; i < updates.length; i += perDispatch) {
    const group = updates.slice(i, i + perDispatch);
    const [weights, ...inputs] = group.flatMap((one) => [one.weights, one.gradient, one.first, one.second].map(asList));
    if (onDevice) inputs.push(asList(gradientScale));
    const size = group.reduce((sum, one) => sum + one.weights.size, 0);
    const kept = group.map((one) => 1 - decayOf(one, step));
    changeInPlace(backend, group.length === 2 ? pair : onDevice ? scaled : single, weights, {
      inputs,
      groups: Math.ceil(size / groupSize),
      numbers: [...shared, kept[0], kept[1] ?? 1],
      changedInputs: group.length === 2 ? [1, 2, 3, 5, 6] : [1, 2],
    });
  }
}
