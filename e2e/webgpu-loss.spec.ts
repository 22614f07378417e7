import { expect, type Page, test, type Worker } from "@playwright/test";
import { Lab, type Recipe } from "./lab";

/** A run of 24 was over, on an idle machine, before its first epoch was seen on the map. */
const epochs = 240;
/** Small enough for a graphics card emulated in software, long enough to lose it twice. */
const recipe: Recipe = {
  method: "autoencoder-kmeans",
  data: "digits",
  options: { n: 64 },
  k: 3,
  settings: { network: "dense", widths: "24", codeSize: 3, batchSize: 32, pretrainEpochs: epochs, restarts: 2 },
};

/** From here on the worker remembers what it computes on, and can lose it. */
const watch = `{
  const { createCommandEncoder } = GPUDevice.prototype;
  GPUDevice.prototype.createCommandEncoder = function (...given) {
    globalThis.loseDevice = () => this.destroy();
    return createCommandEncoder.apply(this, given);
  };
  const { drawElements } = WebGL2RenderingContext.prototype;
  WebGL2RenderingContext.prototype.drawElements = function (...given) {
    globalThis.loseDevice = () => this.getExtension("WEBGL_lose_context").loseContext();
    return drawElements.apply(this, given);
  };
}`;

async function engineOf(page: Page): Promise<Worker> {
  const engine = page.workers().find((worker) => worker.url().includes("engine.worker"));
  if (!engine) throw new Error("the page has no engine's worker");
  await engine.evaluate(watch);
  return engine;
}

interface Epoch {
  readonly epoch: number;
  readonly losses: Readonly<Record<string, number>>;
}

async function finishedHistory(lab: Lab): Promise<readonly Epoch[]> {
  await lab.finished();
  return JSON.parse((await lab.save("Run record (JSON)")).toString("utf8")).history;
}

test("a run outlives its graphics device twice, and no epoch is lost or told twice", async ({ page }) => {
  test.setTimeout(400_000);
  const lab = new Lab(page);
  await lab.open(recipe);
  await lab.run.click();
  const undisturbed = await finishedHistory(lab);

  await page.goto("about:blank");
  await lab.open({ ...recipe, backend: "webgpu" });
  const badge = (backend: string) => page.getByRole("button", { name: `Backend: ${backend}` });
  await expect(badge("webgpu")).toBeVisible();
  const engine = await engineOf(page);
  const loseDevice = () => engine.evaluate("loseDevice()");

  await lab.run.click();
  await lab.epochAfter(1);
  await page.getByRole("button", { name: "Keep a checkpoint" }).click();
  const kept = page.getByText(/This run can go on from epoch \d+\./);
  await expect(kept.first()).toBeVisible();
  const epoch = Number(/epoch (\d+)/.exec(await kept.first().innerText())?.[1]);
  await loseDevice();
  await expect(page.getByText("The graphics device was lost", { exact: true }).first()).toBeVisible();
  await expect(page.getByText(`The run goes on from its checkpoint of epoch ${epoch}, now with webgpu.`).first()).toBeVisible({
    timeout: 60_000,
  });
  await expect(badge("webgpu")).toBeVisible();

  await lab.epochAfter(epoch + 1);
  await loseDevice();
  await expect(page.getByText(/The run goes on from its checkpoint of epoch \d+, now with wasm\./).first()).toBeVisible({
    timeout: 60_000,
  });
  await expect(badge("wasm")).toBeVisible();

  const history = await finishedHistory(lab);
  expect(history.map((entry) => entry.epoch)).toEqual(undisturbed.map((entry) => entry.epoch));
  expect(history.length).toBeGreaterThan(epochs);
  history.forEach(({ losses }, i) => {
    for (const [name, loss] of Object.entries(losses)) {
      expect(Math.abs(loss - undisturbed[i].losses[name]) / undisturbed[i].losses[name]).toBeLessThan(1e-2);
    }
  });
});

test("a run outlives its WebGL context", async ({ page }) => {
  test.setTimeout(200_000);
  const lab = new Lab(page);
  await lab.open({ ...recipe, backend: "webgl" });
  const engine = await engineOf(page);
  await lab.run.click();
  await lab.epochAfter(1);
  await engine.evaluate("loseDevice()");
  await expect(
    page
      .getByText(/(so it starts again from its beginning, with the same seed|its checkpoint of epoch \d+), now with webgl\./)
      .first(),
  ).toBeVisible({
    timeout: 60_000,
  });
  const history = await finishedHistory(lab);
  expect(history.map(({ epoch }) => epoch)).toEqual(history.map((_, i) => i));
  expect(history.length).toBeGreaterThan(epochs);
});

test("an idle engine gets another device, and the next run uses it", async ({ page }) => {
  test.setTimeout(200_000);
  const lab = new Lab(page);
  const short: Recipe = { ...recipe, settings: { ...recipe.settings, pretrainEpochs: 2 }, backend: "webgpu" };
  await lab.open(short);
  const engine = await engineOf(page);
  await lab.run.click();
  await lab.finished();
  await engine.evaluate("loseDevice()");
  await expect(page.getByText("The graphics device was lost", { exact: true }).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Backend: webgpu" })).toBeVisible({ timeout: 60_000 });
  await lab.run.click();
  await expect(lab.status).toContainText("Training", { timeout: 30_000 });
  await lab.finished();
});
