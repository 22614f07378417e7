import { expect, test } from "@playwright/test";
import { Lab, type Recipe } from "./lab";

/** Small enough for a graphics card emulated in software. */
const tiny: Recipe = {
  method: "autoencoder-kmeans",
  data: "digits",
  options: { n: 64 },
  k: 3,
  settings: { network: "dense", widths: "24", codeSize: 3, batchSize: 32, pretrainEpochs: 4, restarts: 2 },
};
const tinyConvolutional: Recipe = {
  ...tiny,
  settings: { filters: "3-4", codeSize: 3, batchSize: 32, pretrainEpochs: 2, restarts: 2 },
};

/** Mean reconstruction loss of each epoch. */
async function losses(lab: Lab, recipe: Recipe, backend: "wasm" | "webgpu"): Promise<number[]> {
  await lab.page.goto("about:blank");
  await lab.open({ ...recipe, backend });
  await expect(lab.page.getByRole("button", { name: `Backend: ${backend}` })).toBeVisible();
  await lab.run.click();
  await lab.finished();
  const record = JSON.parse((await lab.save("Run record (JSON)")).toString("utf8"));
  expect(record.environment.backend.backend ?? record.environment.backend).toBe(backend);
  return (record.history as { losses: Record<string, number> }[])
    .map((entry) => entry.losses.reconstruction)
    .filter((loss) => loss !== undefined);
}

for (const [name, recipe, epochs] of [
  ["fully connected", tiny, 4],
  ["convolutional", tinyConvolutional, 2],
] as const) {
  test(`a ${name} autoencoder trains on WebGPU as on wasm, to one part in a thousand`, async ({ page }) => {
    test.setTimeout(400_000);
    const lab = new Lab(page);
    const wasm = await losses(lab, recipe, "wasm");
    const webgpu = await losses(lab, recipe, "webgpu");
    expect(webgpu).toHaveLength(epochs);
    expect(wasm).toHaveLength(epochs);
    webgpu.forEach((loss, i) => {
      expect(Math.abs(loss - wasm[i]) / wasm[i]).toBeLessThan(1e-3);
    });
    expect(webgpu[epochs - 1]).toBeLessThan(webgpu[0]);
  });
}
