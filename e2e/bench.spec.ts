import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import type { BenchReport } from "../src/cli/bench/report";

test("a quick benchmark measures every side; it counts in whole numbers and its steps leave nothing behind", async () => {
  // Three programs start, and a software graphics card compiles shaders; on a busy machine that takes its time.
  test.setTimeout(300_000);
  const info = test.info();
  const [json, markdown] = [info.outputPath("bench.json"), info.outputPath("BENCHMARKS.md")];
  const args = ["scripts/bench.mjs", "--quick", "--json", "--out", json, "--write", markdown];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect(code, err).toBe(0);
  const report = JSON.parse(out) as BenchReport;
  expect(JSON.parse(await readFile(json, "utf8"))).toEqual(report);
  expect(report).toMatchObject({ format: "kindred benchmark 1", quick: true });

  // PyTorch is another program, which need not be there.
  // Neither need Dawn be there, nor a second processor; the rest must be.
  const mayLack = ["PyTorch", "ours, threads:", "WebGPU, ours, in Node:"];
  expect(report.leftOut.filter((line) => mayLack.every((start) => !line.startsWith(start)))).toEqual([]);
  const hasTorch = "PyTorch" in report.versions;
  for (const { id, samples } of [...report.steps, ...report.kernels, ...report.neighbours]) {
    const { ours, torch } = samples;
    expect(ours, id).toMatchObject({ median: expect.any(Number) });
    if (ours && "ms" in ours) expect(ours.ms.every((ms) => Number.isFinite(ms) && ms >= 0)).toBe(true);
    if (hasTorch && id !== "idec-step") expect(torch, id).toMatchObject({ median: expect.any(Number) });
  }
  // What stock tfjs can't do is said, not left empty.
  const convolutional = report.steps.find(({ id }) => id === "convolutional-step")?.samples;
  expect(convolutional?.stock).toEqual({ absent: expect.stringContaining("Conv2DBackpropFilter") });
  expect(convolutional?.completed).toMatchObject({ median: expect.any(Number) });

  const { ours, stock } = report.webgpu?.traffic ?? {};
  for (const traffic of [ours, stock]) {
    expect(Object.values(traffic ?? {}).every(Number.isInteger)).toBe(true);
    expect(traffic?.dispatches).toBeGreaterThan(0);
    expect(traffic?.bytesDown).toBeGreaterThanOrEqual(4);
  }
  expect(ours?.dispatches).toBeLessThan(stock?.dispatches ?? 0);
  expect(report.memory.filter(({ side }) => side === "ours")).toHaveLength(2);
  for (const { side, counts } of report.memory) {
    const [first, last] = counts;
    expect(last.repetitions).toBeGreaterThan(first.repetitions);
    if (side === "ours") expect(last).toEqual({ ...first, repetitions: last.repetitions });
  }
  expect(report.profiles.flatMap(({ profile }) => profile.kernels).length).toBeGreaterThan(10);

  const values = report.targets.filter(({ id }) => hasTorch || !["E1", "E2"].includes(id)).map(({ value }) => value);
  expect(values.every((value) => Number.isFinite(value))).toBe(true);
  const text = await readFile(markdown, "utf8");
  for (const { id, measure } of report.targets) expect(text).toContain(`| ${id}: ${measure}`);
  expect(text).toContain("Quick run");
});
