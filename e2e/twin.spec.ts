import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import { Lab, sharedData, withoutShared } from "./lab";

const settings = { pretrainEpochs: 2, maxIterations: 30, batchSize: 64 };

/** The assignments that the command line writes for the same work. */
async function headless(data: string, out: string, k: number, more: readonly string[] = []): Promise<string[]> {
  const set = Object.entries(settings).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
  const call = [
    "scripts/kindred.mjs",
    "run",
    "--data",
    data,
    "--method",
    "idec",
    "--k",
    String(k),
    "--seed",
    "1",
    "--backend",
    "wasm",
    "--quiet",
  ];
  await promisify(execFile)(process.execPath, [...call, ...set, ...more, "--out", out]);
  return (await readFile(join(out, "assignments.csv"), "utf8")).trimEnd().split(/\r?\n/).slice(1);
}

const pathAndCluster = (row: string) => row.split(",").slice(0, 2).join();

test("page and command line give the same assignments for built-in digits", async ({ page }, info) => {
  const lab = new Lab(page);
  await lab.open({ method: "idec", data: "digits", options: { n: 300 }, k: 10, settings });
  await lab.run.click();
  await lab.finished();
  const mine = await headless("builtin:digits?n=300", info.outputPath("out"), 10);
  expect((await lab.assignments()).map(pathAndCluster)).toEqual(mine.map(pathAndCluster));
});

test("page and command line give the same assignments for a folder of JPEGs", async ({ page }, info) => {
  test.setTimeout(300_000);
  const leaves = sharedData("plant-leaves");
  test.skip(leaves === null, withoutShared("plant-leaves"));
  if (leaves === null) return;
  const lab = new Lab(page);
  await lab.open({ method: "idec", data: "digits", options: { n: 100 }, k: 14, settings });
  await lab.drop([leaves]);
  await lab.loaded("671");
  await lab.run.click();
  await lab.finished();
  const mine = await headless(leaves, info.outputPath("out"), 14);
  expect((await lab.assignments()).map(pathAndCluster)).toEqual(mine.map(pathAndCluster));
});
