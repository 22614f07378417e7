import { expect, it } from "vitest";
import config from "../../vite.config";

it("the dev server's scan for packages begins at every worker: a package found later reloads the page", () => {
  const entries = [config.optimizeDeps?.entries ?? []].flat();
  expect(entries).toContain("index.html");
  const patterns = entries.map((entry) => new RegExp(`^/${entry.replaceAll(".", "\\.").replaceAll("*", "[^/]*")}$`));
  const workers = Object.keys(import.meta.glob("/src/**/*.worker.ts"));
  expect(workers.length).toBeGreaterThan(1);
  for (const worker of workers)
    expect(
      patterns.some((pattern) => pattern.test(worker)),
      worker,
    ).toBe(true);
});
