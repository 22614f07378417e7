import { writeFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { unzipSync } from "fflate";
import { Lab } from "./lab";

test("a run stopped in its first seconds goes on from where it stood, and brings no earlier run back", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open({ method: "idec", data: "digits", options: { n: 300 }, settings: { pretrainEpochs: 500 } });
  const methods = page.getByRole("combobox", { name: "Clustering method" });
  await methods.selectOption("kmeans");
  await lab.run.click();
  await expect(lab.status).toContainText("Finished", { timeout: 60_000 });
  await methods.selectOption("idec");
  await lab.run.click();
  await expect(lab.status).toContainText("Training", { timeout: 30_000 });
  await lab.epochAfter(10);
  await lab.stop.click();
  await expect(lab.status).toContainText("Stopped by you.");
  const resume = page.getByRole("button", { name: /^Resume from epoch \d+$/ });
  await expect(resume).toBeVisible();
  await expect(page.getByText("This brings back another run")).toBeHidden();
  const epoch = Number(/\d+/.exec(await resume.innerText())?.[0]);
  expect(epoch).toBeGreaterThan(10);
  await resume.click();
  await expect(lab.status).toContainText("Training");
  await expect(methods).toHaveValue("idec");
  // It stands behind that epoch at once; a run from the beginning would be far from there, and stay so.
  await lab.pause.click();
  await expect(lab.status).toContainText("Paused");
  await lab.step.click();
  await lab.epochAfter(epoch, 15_000);
  await expect(lab.status).toContainText("Paused");
  await lab.stop.click();
});

test("what was said of a bad number of clusters goes when other images come", async ({ page }, info) => {
  const lab = new Lab(page);
  await lab.open({ method: "kmeans", data: "digits", options: { n: 100 } });
  const clusters = page.getByRole("textbox", { name: /^Clusters/ });
  await clusters.fill("1");
  await clusters.press("Enter");
  await expect(page.getByText("2 it is: a whole number from 2 to 200.")).toBeVisible();
  // Two classes, so that the number stays what it is.
  const rows = Array.from({ length: 40 }, (_, i) => `p${i}.png,${i % 2 ? "oak" : "elm"},${i % 2},${Math.sin(i).toFixed(3)}`);
  const table = info.outputPath("trees.csv");
  writeFileSync(table, ["file,label,a,b", ...rows].join("\n"));
  await lab.drop([table]);
  await expect(page.getByRole("region", { name: "Dataset" })).toContainText("40 vectors", { timeout: 60_000 });
  await expect(clusters).toHaveValue("2");
  await expect(page.getByText(/^2 it is/)).toBeHidden();
});

test("what a run found outlives the next run and other images, until it is taken home", async ({ page }, info) => {
  const lab = new Lab(page);
  await lab.open({ method: "kmeans", data: "digits", options: { n: 100 } });
  await lab.run.click();
  await lab.finished();
  const first = await lab.assignments();
  const zipped = async (item: string) => Object.keys(unzipSync(new Uint8Array(await lab.save(item)))).sort();
  const folders = await zipped("Images in cluster folders (ZIP)");

  await page.getByRole("textbox", { name: /^Seed/ }).fill("5");
  await lab.run.click();
  await lab.finished();
  expect((await lab.save("Its assignments (CSV)")).toString("utf8").trimEnd().split(/\r?\n/).slice(1)).toEqual(first);
  expect(await zipped("Its images in cluster folders (ZIP)")).toEqual(folders);

  const table = info.outputPath("trees.csv");
  writeFileSync(table, ["file,a,b", ...Array.from({ length: 40 }, (_, i) => `p${i}.png,${i % 2},${i}`)].join("\n"));
  await lab.drop([table]);
  await expect(page.getByText(/What the run before found is still under Export/)).toBeVisible({ timeout: 60_000 });
  const record = JSON.parse((await lab.save("Its run record (JSON)")).toString("utf8"));
  expect(record.recipe).toMatchObject({ method: "kmeans", seed: 5, dataset: { title: expect.stringMatching(/digits/i) } });
  await page.getByRole("button", { name: "Export" }).click();
  // Its pictures are gone.
  await expect(page.getByRole("menuitem", { name: "Its assignments (CSV)" })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "Its images in cluster folders (ZIP)" })).toHaveCount(0);
});
