import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type TestInfo, test } from "@playwright/test";
import { fieldMeans } from "./field-means";
import { Lab } from "./lab";

const cols = 12;
const classes = ["ash", "elm", "fir"];

/** A table of `count` rows in three far groups, named by `nameOf`; written into the test's own folder. */
function writeTable(
  info: TestInfo,
  name: string,
  count: number,
  withLabels: boolean,
  nameOf = (i: number) => `p${i}.png`,
): string {
  const title = ["file", ...(withLabels ? ["label"] : []), ...Array.from({ length: cols }, (_, j) => `f${j}`)];
  const rows = Array.from({ length: count }, (_, i) => {
    const values = Array.from({ length: cols }, (_, j) => (j % 3 === i % 3 ? 9 : 0) + Math.sin(7 * i + j));
    return [nameOf(i), ...(withLabels ? [classes[i % 3]] : []), ...values.map((value) => value.toFixed(4))];
  });
  const folder = info.outputPath("features");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, [title, ...rows].map((row) => row.join(",")).join("\n"));
  return path;
}

test("a table of features dropped: vectors with labels, clustered by k-means to the end", async ({ page }, info) => {
  const lab = new Lab(page);
  await lab.open({ method: "kmeans", options: { n: 100 }, data: "digits" });
  await lab.drop([writeTable(info, "trees.csv", 120, true)]);
  const dataset = page.getByRole("region", { name: "Dataset" });
  await expect(dataset).toContainText("120 vectors of 12 values", { timeout: 60_000 });
  await expect(dataset).toContainText("3 classes");
  await expect(page.getByRole("button", { name: "Add features…" })).toHaveCount(0);
  await expect(page.getByText(/trees.csv is a dataset of vectors, now in the place of .*100 images have no row/)).toBeVisible();
  await lab.run.click();
  await lab.finished();
  await lab.openTab("Scores");
  await expect(page.getByRole("tabpanel", { name: "Scores" })).toContainText("1.000");
  const rows = await lab.assignments();
  expect(rows).toHaveLength(120);
  expect(rows[0]).toContain("p0.png");
  await page.getByRole("button", { name: "Export" }).click();
  await expect(page.getByRole("menuitem", { name: "Images in cluster folders (ZIP)" })).toBeDisabled();
});

test("a table chosen or dropped alone is added to the pictures whose rows it has, and is a dataset when it comes again", async ({
  page,
}, info) => {
  const lab = new Lab(page);
  await lab.open({ method: "kmeans", k: 3, options: { n: 90 }, data: "digits" });
  const dataset = page.getByRole("region", { name: "Dataset" });
  const path = writeTable(info, "features.csv", 90, false, (i) => String(i).padStart(6, "0"));
  const choose = () => page.getByLabel("Choose files").setInputFiles(path);
  await choose();
  await expect(dataset).toContainText("12 values an image", { timeout: 60_000 });
  await expect(page.getByText(/choose or drop the same files once more/)).toBeVisible();
  // Taken away and dropped it is the same.
  await page.getByRole("button", { name: "Remove the features" }).click();
  await lab.drop([path]);
  await expect(dataset).toContainText("12 values an image", { timeout: 60_000 });
  await choose();
  await expect(dataset).toContainText("90 vectors of 12 values", { timeout: 60_000 });
});

test("features added to pictures: a deep method learns from them, and the pictures can be chosen again", async ({
  page,
}, info) => {
  const lab = new Lab(page);
  const settings = { pretrainEpochs: 2, maxIterations: 60 };
  await lab.open({ method: "idec", k: 3, options: { n: 90 }, data: "digits", settings });
  const dataset = page.getByRole("region", { name: "Dataset" });
  await expect(page.getByLabel("Learn from")).toHaveCount(0);

  // Of other images first: nothing is attached, and the reason is told.
  const choose = async (path: string) => {
    await page.getByRole("button", { name: "Add features…" }).click();
    await page.getByLabel("Choose a table").setInputFiles(path);
  };
  await choose(writeTable(info, "others.csv", 90, false));
  await expect(page.getByText(/90 images have no row in others.csv/)).toBeVisible();

  // The built-in digits are called digits/8/000000.png; stems are enough.
  await choose(writeTable(info, "features.csv", 90, false, (i) => String(i).padStart(6, "0")));
  await expect(dataset).toContainText("features.csv");
  await expect(dataset).toContainText("12 values an image");
  // Dense networks it is, whose widths can be set.
  await page.getByRole("button", { name: /^Advanced/ }).click();
  await expect(page.getByLabel("Layer widths")).toBeVisible();
  const input = page.getByLabel("Learn from");
  await expect(input).toHaveValue("features");
  await expect(page.getByText("On features networks are fully connected")).toBeVisible();
  // Settings that only pictures have are not offered, and are again with the pictures.
  await expect(page.getByText("Settings that only pictures have are not offered.")).toBeVisible();
  const forPictures = [/^Network/, /^Rotation/, /^Shift/].map((label) => page.getByLabel(label).first());
  for (const field of forPictures) await expect(field).toHaveCount(0);
  await expect(page.getByLabel("Pretraining length").first()).toBeVisible();
  await page.getByLabel("Noise").uncheck();
  await expect(page).toHaveURL(/input=features/);
  await lab.run.click();
  await lab.finished();
  await expect(lab.status).toContainText("on features");
  const record = JSON.parse((await lab.save("Run record (JSON)")).toString("utf8"));
  expect(record.recipe.features).toEqual({ title: "features.csv", source: "features.csv", cols: 12 });
  expect(record.recipe.values).toMatchObject({ network: "dense", rotation: 0, shift: 0, zoom: 0 });
  // So short a training may swallow a cluster, but splits no group of what it learned from.
  const sizes: number[] = record.result.sizes;
  expect(sizes.map((size) => size % 30)).toEqual([0, 0, 0]);
  expect(sizes.filter((size) => size > 0).length).toBeGreaterThan(1);

  await input.selectOption("the pictures");
  await expect(page).not.toHaveURL(/input=/);
  for (const field of forPictures) await expect(field).toBeVisible();
  await page.getByRole("button", { name: "Remove the features" }).click();
  await expect(page.getByRole("button", { name: "Add features…" })).toBeVisible();
  await expect(input).toHaveCount(0);
});

test("a pretrained model, from a file and from an address: what it sees in the pictures is learned from", async ({
  page,
  context,
}, info) => {
  const lab = new Lab(page);
  await lab.open({ method: "kmeans", k: 3, options: { n: 90 }, data: "digits" });
  const dataset = page.getByRole("region", { name: "Dataset" });
  const path = info.outputPath("means.onnx");
  writeFileSync(path, fieldMeans);

  // Dropped while pictures are there, a model looks at them.
  await lab.drop([path]);
  await expect(dataset).toContainText("means.onnx", { timeout: 60_000 });
  await expect(dataset).toContainText("16 values an image");
  await lab.run.click();
  await lab.finished();
  await expect(lab.status).toContainText("on features");
  await page.getByRole("button", { name: "Remove the features" }).click();

  const asked: string[] = [];
  await context.route("https://models.example/**", (route) => {
    asked.push(route.request().url());
    const headers = { "access-control-allow-origin": "*", "content-type": "application/octet-stream" };
    return route.fulfill(
      route.request().url().endsWith("/fields.onnx") ? { headers, body: Buffer.from(fieldMeans) } : { status: 404, headers },
    );
  });
  const fetchModel = async (name: string, normalisation = "imagenet") => {
    await page.getByRole("button", { name: "Add features…" }).click();
    await page.getByLabel("The model was trained on pixels").selectOption(normalisation);
    await page.getByLabel("Or a model from a URL").fill(`https://models.example/${name}`);
    await page.getByRole("button", { name: "Fetch the model" }).click();
  };
  await fetchModel("missing.onnx");
  await expect(page.getByText("There is no missing.onnx at this address (HTTP 404).")).toBeVisible();
  await fetchModel("fields.onnx");
  await expect(dataset).toContainText("fields.onnx", { timeout: 60_000 });
  // The model is kept: a second time nobody is asked, though its features have to be computed anew.
  const before = asked.length;
  await page.getByRole("button", { name: "Remove the features" }).click();
  await fetchModel("fields.onnx", "unit");
  await expect(dataset).toContainText("fields.onnx", { timeout: 60_000 });
  expect(asked).toHaveLength(before);
  // Unless another one may lie at its address by now.
  await page.getByRole("button", { name: "Fetch the model again" }).click();
  await expect(page.getByText("The model at its address is still the same.")).toBeVisible();
  expect(asked).toHaveLength(before + 1);
  await lab.run.click();
  await lab.finished();
  const { features } = JSON.parse((await lab.save("Run record (JSON)")).toString("utf8")).recipe;
  expect(features).toEqual({
    title: "fields.onnx",
    source: "https://models.example/fields.onnx",
    cols: 16,
    model: { normalisation: "unit", hash: createHash("sha256").update(fieldMeans).digest("hex") },
  });
});
