import { expect, test } from "@playwright/test";

test("the page opens, isolated and without a word in the console", async ({ page }) => {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));

  await page.goto("/");

  await expect(page).toHaveTitle(/Kindred/);
  await expect(page.locator("#lab")).not.toBeEmpty();
  // SharedArrayBuffer, which threads of a compute backend need, is there only then.
  expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
  expect(complaints).toEqual([]);
});
