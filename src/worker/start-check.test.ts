import { afterEach, describe, expect, it } from "vitest";
import type { Method } from "../methods/method";
import { fakeParts, fakeWorld, walkMethod } from "./fake-engine";
import { type FakePage, fakePage, request } from "./fake-page";
import type { RunRequest } from "./protocol";

const pages: FakePage[] = [];
afterEach(() => {
  for (const made of pages.splice(0)) made.close();
});

async function pageOf(changes: Partial<Method> = {}): Promise<FakePage> {
  const world = fakeWorld();
  const page = fakePage(fakeParts(world, { methods: [{ ...walkMethod(world), ...changes }] }));
  pages.push(page);
  await page.prepare();
  return page;
}

async function faultsOf(page: FakePage, changes: Partial<RunRequest> = {}, number = 1) {
  const checked = page.next("checked");
  const { kind: _, ...run } = request(changes);
  page.post({ kind: "check", request: number, run });
  return checked;
}

describe("asking what is against a run", () => {
  it("is answered with nothing where it can start, and starts nothing", async () => {
    const page = await pageOf();
    expect(await faultsOf(page, {}, 7)).toEqual({ kind: "checked", request: 7, faults: [] });
    expect(page.kinds()).toEqual(["checked"]);
  });

  it("names every fault, and what would do where that is one change", async () => {
    const page = await pageOf();
    const { faults } = await faultsOf(page, { clusters: 9, values: { epochs: 0 } });
    expect(faults).toEqual([
      {
        message: "9 clusters can't be made of 6 images; choose at most 6 clusters or add images.",
        instead: { clusters: 3 },
      },
      { message: "epochs: must be a whole number from 1 to 100000, got 0." },
    ]);
  });

  it("asks the method too, by what is clustered, and a start is refused with the same sentence", async () => {
    const page = await pageOf({
      refuses: ({ points, values }) =>
        Number(values.epochs) > points.rows
          ? { message: "Too long for so few.", instead: { values: { epochs: points.rows } } }
          : null,
    });
    expect((await faultsOf(page, { values: { epochs: 6 } })).faults).toEqual([]);
    const values = { epochs: 7 };
    const faults = [{ message: "Too long for so few.", instead: { values: { epochs: 6 } } }];
    expect((await faultsOf(page, { values })).faults).toEqual(faults);
    const rejected = page.next("rejected");
    page.post(request({ values }));
    expect((await rejected).message).toBe("Too long for so few.");
  });

  it("does not mind a number of clusters that the method finds by itself", async () => {
    expect((await faultsOf(await pageOf({ findsClusters: true }), { clusters: 90 })).faults).toEqual([]);
  });
});
