import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { Lab } from "./lab";

for (const scheme of ["light", "dark"] as const) {
  test(`what is against a run is told beside Run before it starts, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width: 420, height: 860 });
    await page.goto("/?backend=wasm#method=idec&k=150&seed=1&data=digits&data.n=90");
    const why = page.getByRole("status", { name: "Why no run can start" });
    await expect(why).toContainText("150 clusters can't be made of 90 images", { timeout: 60_000 });
    const run = page.getByRole("button", { name: "Run", exact: true });
    await expect(run).toBeDisabled();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
    await page.getByRole("button", { name: "Take 45 clusters" }).click();
    await expect(run).toBeEnabled();
    await expect(why).toHaveCount(0);
    await expect(page.getByRole("textbox", { name: /^Clusters/ })).toHaveValue("45");

    await page.getByRole("button", { name: "Take Agglomerative" }).click();
    await expect(page.getByLabel("Clustering method")).toHaveValue("agglomerative");
    await expect(page.getByText(/are few to train a network on/)).toHaveCount(0);
  });
}

test("a recipe with a changed setting keeps its name and can be gone back to", async ({ page }) => {
  await page.goto("/?backend=wasm#method=dec&seed=1&data=digits&data.n=90");
  const recipe = page.getByLabel("Recipe");
  await recipe.selectOption("As in the paper", { timeout: 60_000 });
  const rotation = page.getByRole("textbox", { name: /^Rotation/ });
  await rotation.fill("12");
  await rotation.press("Enter");
  await expect(recipe.locator("option:checked")).toHaveText("As in the paper, 1 changed");
  await page.getByText("One setting is changed").click();
  await expect(page.getByText("(recipe 0)")).toBeVisible();
  await page.getByRole("button", { name: "Back to “As in the paper”" }).click();
  await expect(recipe).toHaveValue("paper");
  await expect(rotation).toHaveValue("0");
});

test("a run that was stopped says from where it goes on, and why from there", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open({ method: "idec", data: "digits", options: { n: 300 }, settings: { pretrainEpochs: 500 } });
  await lab.run.click();
  await lab.epochAfter(1);
  await page.getByRole("button", { name: "Keep a checkpoint" }).click();
  await expect(page.getByText("Checkpoint kept")).toBeVisible();
  await lab.stop.click();
  await expect(page.getByRole("button", { name: /^Resume from epoch \d+$/ })).toBeVisible();
  await expect(page.getByText(/^It goes on with the settings that it had, .* are trained again\.$/)).toBeVisible();
});

test("on a narrow page a run that starts comes into sight", async ({ page }) => {
  await page.setViewportSize({ width: 420, height: 900 });
  const lab = new Lab(page);
  await lab.open({ method: "idec", data: "digits", options: { n: 90 }, settings: { pretrainEpochs: 500 } });
  const map = page.getByRole("region", { name: "Embedding" });
  const timeline = page.getByRole("region", { name: "Timeline" });
  await expect(timeline).not.toBeInViewport();
  await lab.run.click();
  // Below the header, which stays.
  await expect.poll(async () => Math.abs(((await map.boundingBox())?.y ?? 0) - 46)).toBeLessThan(1);
  await expect(timeline).toBeInViewport({ ratio: 1 });
  await expect(lab.stop).toBeInViewport({ ratio: 1 });
  await lab.stop.click();
});

test("on a narrow page what explains a setting stays on it", async ({ page }) => {
  await page.setViewportSize({ width: 420, height: 900 });
  const lab = new Lab(page);
  await lab.open({ method: "idec", data: "digits", options: { n: 90 }, settings: { pretrainEpochs: 5 } });
  const settings = page.getByRole("button", { name: "Settings", exact: true });
  if ((await settings.getAttribute("aria-expanded")) !== "true") await settings.click();
  await page.getByLabel("Pretraining length").hover();
  const tip = page.getByRole("tooltip");
  await expect(tip).toBeInViewport({ ratio: 1 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(420);
});

for (const [width, most] of [
  [1280, 2],
  [420, 1],
] as const) {
  test(`toasts, ${width} pixels wide: ${most} at most, and none of the old once a run starts`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    const lab = new Lab(page);
    await lab.open({ method: "kmeans", data: "digits", options: { n: 90 } });
    const toasts = page.getByRole("alert").filter({ hasText: "The checkpoint could not be opened" });
    for (const name of ["a-checkpoint.json", "b-checkpoint.json", "c-checkpoint.json"]) {
      await page.getByLabel("Choose files").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from("{") });
      await expect(toasts.first()).toBeVisible();
    }
    await expect(toasts).toHaveCount(most);
    // Under the pointer none goes by itself, and the keyboard leaves it there.
    await toasts.first().hover();
    await lab.run.press("Enter");
    await expect(toasts).toHaveCount(0);
    await lab.finished();
  });
}
