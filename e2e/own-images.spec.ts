import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { Lab, sharedData, withoutShared } from "./lab";

/** Soon in the clustering phase, and there until somebody stops it. */
const quick = { pretrainEpochs: 1, maxIterations: 20000, tolerance: 0 };

test("USPS dropped as IDX files: joined, trained with IDEC, exported", async ({ page }) => {
  test.setTimeout(600_000);
  const usps = sharedData("usps");
  test.skip(usps === null, withoutShared("usps"));
  if (usps === null) return;
  const lab = new Lab(page);
  await lab.open({ method: "idec", options: { n: 100 }, data: "digits", settings: quick });
  await lab.drop(
    ["train-images-idx3", "train-labels-idx1", "test-images-idx3", "test-labels-idx1"].map((part) =>
      join(usps, `usps-${part}-ubyte.gz`),
    ),
  );
  await lab.loaded("9,298");

  await lab.run.click();
  await lab.epochAfter(1, 300_000);
  await expect(page.getByRole("tabpanel", { name: "Losses" })).toContainText("Reconstruction");
  await lab.openTab("Confusion matrix");
  await expect(page.getByRole("region", { name: /Confusion matrix/ }).getByRole("row")).toHaveCount(11);
  await lab.pause.click();
  await expect(lab.status).toContainText("Paused");
  const paused = await lab.standingEpoch();
  await lab.resume.click();
  await lab.epochAfter(paused, 300_000);
  await lab.stop.click();
  await expect(lab.status).toContainText("Stopped");
  expect(await lab.assignments()).toHaveLength(9298);
});

test("the coil-20 folder dropped: labels from its folders, trained with IDEC, stopped, exported", async ({ page }) => {
  test.setTimeout(600_000);
  const coil = sharedData("coil-20");
  test.skip(coil === null, withoutShared("coil-20"));
  if (coil === null) return;
  const lab = new Lab(page);
  const settings = { ...quick, filters: "4-8-16" };
  await lab.open({ method: "idec", options: { n: 100 }, data: "digits", k: 20, settings });
  await lab.drop([coil]);
  await lab.loaded("1,440");
  await expect(page.getByRole("region", { name: "Dataset" })).toContainText("20 classes");

  await lab.run.click();
  await lab.epochAfter(3, 300_000);
  await lab.stop.click();
  await expect(lab.status).toContainText("Stopped");
  const rows = await lab.assignments();
  expect(rows).toHaveLength(1440);
  expect(rows[0]).toContain("obj01/obj01_00.png");
});

test("broken files are named with their reason and the rest is imported", async ({ page }, info) => {
  const folder = info.outputPath("mixed");
  mkdirSync(join(folder, "good"), { recursive: true });
  mkdirSync(join(folder, "bad"), { recursive: true });
  // A 2 x 2 grey BMP written by hand: header, palette-free 24-bit pixels, rows padded to four bytes.
  const bmp = Buffer.alloc(70);
  bmp.write("BM");
  bmp.writeUInt32LE(70, 2);
  bmp.writeUInt32LE(54, 10);
  bmp.writeUInt32LE(40, 14);
  bmp.writeInt32LE(2, 18);
  bmp.writeInt32LE(2, 22);
  bmp.writeUInt16LE(1, 26);
  bmp.writeUInt16LE(24, 28);
  bmp.writeUInt32LE(16, 34);
  for (let i = 0; i < 12; i++) {
    bmp.fill(20 * i, 54, 70);
    writeFileSync(join(folder, "good", `${i}.bmp`), bmp);
  }
  writeFileSync(join(folder, "bad", "text.png"), "This is no picture.");
  writeFileSync(join(folder, "bad", "empty.jpg"), "");
  const lab = new Lab(page);
  await lab.open({ options: { n: 100 }, data: "digits" });

  await lab.drop([folder]);
  await lab.loaded("12");
  await page.getByRole("button", { name: /problems: import report/ }).click();
  const report = page.getByRole("dialog");
  await expect(report).toContainText("text.png");
  await expect(report).toContainText("empty.jpg");
});
