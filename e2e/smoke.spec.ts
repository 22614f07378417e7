import { expect, test } from "@playwright/test";
import { Lab } from "./lab";

test("the engine computes on more than one thread where the machine has more than one core", async ({ page }) => {
  await page.goto("/?backend=wasm");
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  await page.getByRole("button", { name: "Backend: wasm" }).click();
  const threads = page.getByText(/SIMD.*, \d+ threads?/);
  await expect(threads.first()).toBeVisible();
  const count = Number(/(\d+) thread/.exec(await threads.first().innerText())?.[1]);
  expect(count).toBe(Math.min(8, cores > 2 ? cores - 1 : cores));
});

test("the page opens, isolated and without a word in the console", async ({ page }) => {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));

  await page.goto("/#method=kmeans&data=digits&data.n=100");

  await expect(page).toHaveTitle(/Kindred/);
  await expect(page.locator("#lab")).not.toBeEmpty();
  // SharedArrayBuffer, which threads of a compute backend need, is there only then.
  expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
  // With an engine that has opened its backend and done some work.
  const lab = new Lab(page);
  await expect(lab.run).toBeEnabled({ timeout: 60_000 });
  await lab.run.click();
  await lab.finished(60_000);
  expect(complaints).toEqual([]);
});
