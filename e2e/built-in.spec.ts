import { expect, test } from "@playwright/test";
import { unzipSync } from "fflate";
import { Lab } from "./lab";

test("the built-in digits train with nothing dropped: map, losses, matrix, pause, step, resume, stop, export", async ({
  page,
}) => {
  const lab = new Lab(page);
  await lab.open({ options: { n: 400 }, data: "digits", settings: { pretrainEpochs: 500, batchSize: 64 } });

  await lab.run.click();
  await lab.epochAfter(0);
  await expect(page.getByRole("tabpanel", { name: "Losses" })).toContainText("Reconstruction");
  await lab.openTab("Confusion matrix");
  await expect(page.getByRole("region", { name: /Confusion matrix/ }).getByRole("row")).toHaveCount(11);
  await lab.openTab("Scores");
  await expect(page.getByRole("tabpanel", { name: "Scores" })).toContainText(/ACC\s*0\.\d+/);

  await lab.pause.click();
  await expect(lab.status).toContainText("Paused");
  const paused = await lab.standingEpoch();
  expect(await lab.standingEpoch()).toBe(paused);

  await lab.step.click();
  await lab.epochAfter(paused);
  await expect(lab.status).toContainText("Paused");

  await lab.resume.click();
  await lab.epochAfter(paused + 2);
  await lab.stop.click();
  await expect(lab.status).toContainText("Stopped");
  expect(await lab.assignments()).toHaveLength(400);
});

test("a short run finishes and goes home as CSV, JSON and sorted folders", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open({
    options: { n: 120, size: 16 },
    data: "leaves",
    k: 5,
    settings: { pretrainEpochs: 2, maxIterations: 60, batchSize: 64, filters: "4-8" },
  });

  await lab.run.click();
  await lab.finished();

  const rows = await lab.assignments();
  expect(rows).toHaveLength(120);
  const used = new Set(rows.map((row) => row.split(",")[1])).size;
  expect(used).toBeGreaterThan(1);
  expect(used).toBeLessThanOrEqual(5);
  const json = JSON.parse((await lab.save("Assignments (JSON)")).toString("utf8"));
  expect(json.assignments).toHaveLength(120);
  const files = Object.keys(unzipSync(new Uint8Array(await lab.save("Images in cluster folders (ZIP)"))));
  // "leaves/oak/000003.png" of "Cluster 2" lies there as "leaves_oak_000003.png".
  const sorted = rows.map((row) => {
    const [path, , clusterName] = row.split(",");
    return `${clusterName}/${path.replaceAll("/", "_")}`;
  });
  expect(files.sort()).toEqual(sorted.sort());
});
