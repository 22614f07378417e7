import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { Lab } from "./lab";

test("an earlier run's codes are clustered by classical methods, with mean and spread over restarts", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open({
    method: "autoencoder-kmeans",
    data: "digits",
    options: { n: 300 },
    settings: { pretrainEpochs: 2, filters: "4-8", codeSize: 5, restarts: 2 },
  });
  await lab.run.click();
  await lab.finished();

  const method = page.getByLabel("Clustering method");
  await method.selectOption("gmm");
  const codes = page.getByLabel("Cluster", { exact: true });
  await expect(codes).toHaveValue("");
  await codes.selectOption({ label: "codes of Autoencoder, then k-means, k 10, seed 1 (5 values)" });
  await page.getByLabel("Recipe").selectOption("n2d");
  await lab.run.click();
  await expect(lab.status).toContainText("likeliest", { timeout: 120_000 });
  await lab.openTab("Scores");
  const scores = page.getByRole("tabpanel", { name: "Scores" });
  await expect(scores).toContainText(/ACC[\s\S]*0\.\d+ ± 0\.\d+/);
  await expect(scores).toContainText("Silhouette");
  await expect(scores).toContainText(/Linear probe[\s\S]*0\.\d+/);
  const record = JSON.parse((await lab.save("Run record (JSON)")).toString("utf8"));
  expect(record.recipe).toMatchObject({ method: "gmm", codes: "Autoencoder, then k-means, k 10, seed 1" });
  // The more alike images of a cluster are, the nearer it is to 1; in clusters drawn at random it is 0 or less.
  const { codes: inCodes, pixels: inPixels } = record.result.internal;
  expect(inCodes.silhouette).toBeGreaterThan(0);
  expect(inCodes.silhouette).not.toBe(inPixels.silhouette);
  expect(record.result.probes.codes.linearProbe).toBeGreaterThan(0.2);
  expect(record.result.restarts.count).toBeGreaterThan(1);
});

test("a tree of merges is drawn and selects images; noise has a card and a folder of its own", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open({ method: "agglomerative", data: "digits", options: { n: 300 } });
  await expect(page.getByRole("tab", { name: "Dendrogram" })).toHaveCount(0);
  await lab.run.click();
  await lab.finished();
  await lab.openTab("Scores");
  const held = page.getByRole("tabpanel", { name: "Scores" });
  await expect(held).toContainText("What the pixels hold");
  await expect(held).not.toContainText("What the codes hold");
  const { result } = JSON.parse((await lab.save("Run record (JSON)")).toString("utf8"));
  expect([result.internal.codes, result.probes.codes]).toEqual([null, null]);
  expect(result.internal.pixels.silhouette).toBeGreaterThan(0);
  await page.getByRole("tab", { name: "Dendrogram" }).click();
  const tree = page.getByRole("tabpanel", { name: "Dendrogram" });
  await tree.getByRole("tree").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Selection" })).toContainText(/\d+ selected images/);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("region", { name: "Selection" })).toHaveCount(0);
  await expect(tree.getByRole("tree")).toBeFocused();

  await page.getByLabel("Clustering method").selectOption("hdbscan");
  await expect(page.getByText("Finds the number of clusters itself.")).toBeVisible();
  await lab.run.click();
  await expect(page.getByRole("tab", { name: "Dendrogram" })).toHaveCount(0);
  await lab.finished();
  const rows = await lab.assignments();
  const noise = rows.filter((row) => row.split(",")[1] === "-1");
  expect(noise.length).toBeGreaterThan(0);
  await expect(page.getByRole("region", { name: "Cluster gallery" })).toContainText("Noise");
  await page.getByRole("button", { name: `Show all ${noise.length} images of Noise` }).click();
  await expect(page.getByRole("region", { name: "Selection" })).toContainText(`${noise.length} selected images`);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("region", { name: "Selection" })).toHaveCount(0);
});

test("the map goes from PCA to UMAP and t-SNE, step by step, while the page stays free", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open({ method: "kmeans", data: "digits", options: { n: 400 }, settings: { restarts: 2 } });
  await lab.run.click();
  await lab.finished();
  const projection = page.getByLabel("Projection of the map");
  const quality = page.getByText(/^trust \d\.\d+ · continuity \d\.\d+$/);
  await expect(quality).toBeVisible({ timeout: 60_000 });
  const coordinates = async () => (await lab.assignments())[0].split(",").slice(3).join();
  const byPca = await coordinates();
  for (const id of ["umap", "tsne", "isomap"]) {
    await projection.selectOption(id);
    await expect(quality).toHaveCount(0);
    await expect(quality).toBeVisible({ timeout: 120_000 });
    expect(await coordinates()).not.toBe(byPca);
  }
  await page.getByRole("button", { name: /^About Isomap/ }).click();
  await expect(page.getByText("Tenenbaum", { exact: false }).first()).toBeVisible();
  await page.keyboard.press("Escape");
  await projection.selectOption("pca");
  await expect(quality).toBeVisible({ timeout: 60_000 });
  expect(await coordinates()).toBe(byPca);
});

test("an image's nearest neighbours can be walked, and the map goes home as PNG and SVG", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open({ method: "kmeans", data: "digits", options: { n: 300 }, settings: { restarts: 1 } });
  await lab.run.click();
  await lab.finished();
  const box = await lab.map.boundingBox();
  if (!box) throw new Error("the map has no place");
  // Some image lies within reach of one of these places.
  const strip = page.getByRole("region", { name: /neighbours/i });
  for (let step = 0; step < 60 && (await strip.count()) === 0; step++)
    await page.mouse.click(
      box.x + box.width * (0.3 + 0.4 * ((step * 0.37) % 1)),
      box.y + box.height * (0.3 + 0.4 * ((step * 0.61) % 1)),
    );
  await expect(strip).toBeVisible();
  const path = strip.getByRole("listitem").first();
  const before = await path.textContent();
  await strip.getByLabel("Nearest in the codes").click({ position: { x: 12, y: 12 } });
  await expect(path).not.toHaveText(before ?? "");

  const saved = async (item: string) => {
    await page.getByRole("button", { name: "Save the map" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: item }).click();
    return readFile(await (await download).path());
  };
  const png = await saved("Picture (PNG)");
  expect([...png.subarray(1, 4)]).toEqual([..."PNG"].map((letter) => letter.charCodeAt(0)));
  const svg = (await saved("Drawing (SVG)")).toString("utf8");
  expect(svg).toMatch(/^<svg|^<\?xml/);
  expect((svg.match(/<(circle|use|image|rect)\b/g) ?? []).length).toBeGreaterThan(100);

  await strip.getByRole("button", { name: "Close and clear the selection" }).focus();
  await page.keyboard.press("Escape");
  await expect(strip).toHaveCount(0);
  await expect(lab.map).toBeFocused();
});
