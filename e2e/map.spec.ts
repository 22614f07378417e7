import { expect, test } from "@playwright/test";
import { Lab } from "./lab";

test("a cluster's number that lies over a thumbnail has a plate to be read on, and none over points", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open({ method: "kmeans", k: 10, data: "digits", options: { n: 200, size: 16 } });
  await lab.run.click();
  await expect(lab.status).toContainText("Finished", { timeout: 60_000 });
  const numbers = lab.map.locator(".map-labels span");
  const plated = lab.map.locator(".map-labels .over-picture");
  await expect(numbers).toHaveCount(10);

  const thumbnails = page.getByRole("button", { name: "Thumbnails" });
  await expect(thumbnails).toHaveAttribute("aria-pressed", "true");
  await expect.poll(() => plated.count()).toBeGreaterThan(0);
  expect(await plated.count()).toBeLessThan(10);
  await thumbnails.click();
  await expect(plated).toHaveCount(0);
  await thumbnails.click();
  await expect.poll(() => plated.count()).toBeGreaterThan(0);
});
