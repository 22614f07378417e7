import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { expect, type Locator, type Page } from "@playwright/test";

/** Real pictures that lie beside the project, or null where they do not. */
export function sharedData(name: string): string | null {
  const path = resolve("../shared/data", name);
  return existsSync(path) ? path : null;
}

export const withoutShared = (name: string) => `../shared/data/${name} is not here; it lies beside the project, not in it`;

/** A recipe as the address carries it. */
export interface Recipe {
  readonly backend?: "wasm" | "webgpu" | "webgl" | "cpu";
  readonly method?: string;
  readonly k?: number;
  readonly seed?: number;
  readonly data?: string;
  readonly options?: Readonly<Record<string, string | number>>;
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** The lab as a person sees it: found by roles and labels. */
export class Lab {
  readonly run: Locator;
  readonly pause: Locator;
  readonly resume: Locator;
  readonly step: Locator;
  readonly stop: Locator;
  readonly status: Locator;
  readonly map: Locator;

  constructor(readonly page: Page) {
    const button = (name: string) => page.getByRole("button", { name, exact: true });
    this.run = button("Run");
    this.pause = button("Pause");
    this.resume = button("Resume");
    this.step = button("Step");
    this.stop = button("Stop");
    this.status = page.getByRole("status", { name: "Run status" });
    this.map = page.getByRole("img", { name: /^Embedding map/ });
  }

  async open(recipe: Recipe = {}): Promise<void> {
    const hash = new URLSearchParams();
    if (recipe.method) hash.set("method", recipe.method);
    if (recipe.k) hash.set("k", String(recipe.k));
    hash.set("seed", String(recipe.seed ?? 1));
    if (recipe.data) hash.set("data", recipe.data);
    for (const [name, value] of Object.entries(recipe.options ?? {})) hash.set(`data.${name}`, String(value));
    for (const [name, value] of Object.entries(recipe.settings ?? {})) hash.set(`set.${name}`, String(value));
    await this.page.goto(`/?backend=${recipe.backend ?? "wasm"}#${hash}`);
    await expect(this.run).toBeEnabled({ timeout: 60_000 });
  }

  /** Drops files or folders from the desktop onto the page, as the browser itself would deliver them. */
  async drop(paths: readonly string[]): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    const data = { items: [], files: [...paths], dragOperationsMask: 1 };
    for (const type of ["dragEnter", "dragOver", "drop"] as const) {
      await session.send("Input.dispatchDragEvent", { type, x: 640, y: 300, data });
    }
  }

  /** Waits until `count` images are loaded and a run can start. */
  async loaded(count: string): Promise<void> {
    await expect(this.page.getByRole("region", { name: "Dataset" })).toContainText(`${count} images`, { timeout: 120_000 });
    await expect(this.run).toBeEnabled({ timeout: 60_000 });
  }

  async openTab(name: "Losses" | "Scores" | "Confusion matrix" | "Clusters" | "Inside"): Promise<void> {
    await this.page.getByRole("tab", { name }).click();
  }

  /** The epoch that the map shows. */
  async shownEpoch(): Promise<number> {
    const label = (await this.map.getAttribute("aria-label")) ?? "";
    return Number(/epoch (\d+)/.exec(label)?.[1] ?? -1);
  }

  /** Waits until the map shows an epoch after `epoch`. */
  async epochAfter(epoch: number, timeout = 120_000): Promise<number> {
    await expect.poll(() => this.shownEpoch(), { timeout }).toBeGreaterThan(epoch);
    return this.shownEpoch();
  }

  /** The epoch that the map shows once it stands: its text follows its picture every two seconds. */
  async standingEpoch(): Promise<number> {
    let shown = Number.NaN;
    const stands = async () => {
      const before = shown;
      shown = await this.shownEpoch();
      return shown === before;
    };
    await expect.poll(stands, { intervals: [2500], timeout: 30_000 }).toBe(true);
    return shown;
  }

  async finished(timeout = 300_000): Promise<void> {
    await expect(this.status).toContainText("Finished", { timeout });
  }

  /** Saves an export and returns what it holds. */
  async save(item: string): Promise<Buffer> {
    await this.page.getByRole("button", { name: "Export" }).click();
    const download = this.page.waitForEvent("download", { timeout: 60_000 });
    await this.page.getByRole("menuitem", { name: item, exact: true }).click();
    return readFile(await (await download).path());
  }

  /** Rows of the assignments, the header left out. */
  async assignments(): Promise<string[]> {
    const text = (await this.save("Assignments (CSV)")).toString("utf8");
    return text.trimEnd().split(/\r?\n/).slice(1);
  }
}
