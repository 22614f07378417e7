import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { Lab } from "./lab";

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 420]) {
    test(`no violation that axe can find, ${colorScheme}, ${width} pixels wide, during a run`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      const lab = new Lab(page);
      await lab.open({ data: "digits", options: { n: 200 }, settings: { pretrainEpochs: 500, batchSize: 64 } });
      await lab.run.click();
      await lab.epochAfter(1);
      await lab.pause.click();
      await expect(lab.status).toContainText("Paused");
      // plotly draws its own SVG; the chart has a text summary beside it.
      const { violations } = await new AxeBuilder({ page }).exclude(".js-plotly-plot").analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join("; ")}`)).toEqual([]);
    });
  }
}

test("a run can be started, paused and stopped with the keyboard alone", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open({ data: "digits", options: { n: 200 }, settings: { pretrainEpochs: 500, batchSize: 64 } });
  await page.keyboard.press("Control+Enter");
  await lab.epochAfter(0);
  await page.keyboard.press("Control+Enter");
  await expect(lab.status).toContainText("Paused");
  await lab.stop.focus();
  await page.keyboard.press("Enter");
  await expect(lab.status).toContainText("Stopped");
});
