import { readFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { Lab } from "./lab";

const quick = {
  method: "idec",
  data: "digits",
  options: { n: 300 },
  settings: {
    pretrainEpochs: 3,
    filters: "4-8",
    codeSize: 5,
    batchSize: 64,
    init: "kmeans",
    maxIterations: 40,
    updateInterval: 10,
  },
};

test("what the network redraws is shown while it trains and after, and goes home as a picture", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open(quick);
  await lab.openTab("Inside");
  const inside = page.getByRole("tabpanel", { name: "Inside" });
  await expect(inside).toContainText("IDEC");
  await lab.run.click();
  const redrawn = inside.getByRole("region", { name: "Reconstructions", exact: true });
  const sheet = redrawn.getByRole("img", { name: /2 rows of 16 pictures/ });
  await expect(sheet).toBeVisible({ timeout: 60_000 });
  await lab.finished();
  await expect(inside.getByRole("img", { name: /^Decoded centres.*Columns: Cluster 0, Cluster 1/ })).toBeVisible();
  // Something was drawn: an image has dark and bright pixels.
  const span = await sheet.evaluate((canvas: HTMLCanvasElement) => {
    const pixels =
      canvas
        .getContext("2d")
        ?.getImageData(0, 0, 16, 16)
        .data.filter((_, i) => i % 4 === 0) ?? [];
    return Math.max(...pixels) - Math.min(...pixels);
  });
  expect(span).toBeGreaterThan(50);
  const { violations } = await new AxeBuilder({ page }).include("[role=tabpanel]").exclude(".js-plotly-plot").analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join("; ")}`)).toEqual([]);

  const download = page.waitForEvent("download");
  await redrawn.getByRole("button", { name: "Save Reconstructions as a picture (PNG)" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/reconstructions-epoch-\d+\.png$/);
  const png = await readFile(await file.path());
  expect([...png.subarray(1, 4)]).toEqual([..."PNG"].map((letter) => letter.charCodeAt(0)));

  await lab.openTab("Losses");
  await expect(page.getByLabel("Facts of the last epoch")).toContainText(/Clusters used\s*\d+ of 10, [\d.]+ effective/);
});

test("neighbours, their agreement and Otsu's threshold are shown; a graph tells whom it joins, and new images are drawn", async ({
  page,
}) => {
  const lab = new Lab(page);
  const view = (name: string) => page.getByRole("tabpanel", { name: "Inside" }).getByRole("region", { name, exact: true });
  await lab.open({ ...quick, method: "nnc" });
  await lab.openTab("Inside");
  await lab.run.click();
  await lab.finished();
  const assignments = view("Soft assignments");
  await expect(assignments.locator("svg")).toContainText(/Otsu's t 0\.\d+/);
  const bars = assignments.getByRole("slider");
  await bars.press("End");
  const last = await bars.getAttribute("aria-valuetext");
  await bars.press("Home");
  await expect(bars).not.toHaveAttribute("aria-valuetext", last ?? "");
  const agreement = view("Neighbours and how they agree").getByRole("list").getByRole("listitem");
  await expect(agreement.first()).toHaveText(/[01]\.\d\d$/);
  const figures = (await agreement.allInnerTexts()).map((text) => Number(text.slice(-4)));
  expect(figures.length).toBeGreaterThan(5);
  expect(figures).toEqual([...figures].sort((a, b) => a - b));

  await lab.open({ ...quick, method: "vgdcn" });
  await lab.openTab("Inside");
  await lab.run.click();
  await lab.finished();
  const graph = view("Neighbour graph");
  await expect(graph).toContainText(/Links that join images of one label: \d+ % \(\d+ % by chance\)/);
  await expect(graph.getByRole("list", { name: "Links that join images of one label" }).getByRole("listitem")).toHaveCount(10);
  await expect(view("New images").getByRole("img")).toBeVisible();
});

test("a method is found by a word, with the keyboard alone", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open(quick);
  await page.getByRole("button", { name: "Find a method" }).click();
  const field = page.getByRole("combobox", { name: "Find a method" });
  await expect(field).toBeFocused();
  await expect(page.getByRole("group", { name: "Autoencoders" })).toBeVisible();
  await field.fill("density");
  const found = page.getByRole("dialog").getByRole("option");
  await expect(found.first()).toContainText(/density|dense/i);
  const { violations } = await new AxeBuilder({ page }).include("[role=dialog]").analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await field.fill("dbscan clusters spatial databases");
  await expect(found).toHaveText(/^DBSCAN/);
  await page.keyboard.press("Enter");
  await expect(field).toHaveCount(0);
  await expect(page.getByLabel("Clustering method")).toHaveValue("dbscan");
});
