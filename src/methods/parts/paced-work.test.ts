import { describe, expect, it } from "vitest";
import { pacedWork, type WorkPace } from "./paced-work";

const never = new AbortController().signal;

/** Takes three turns, counts them, and says whether it came to its end. */
function counting() {
  const seen = { turns: 0, freed: false };
  const work = async ({ giveWay, report }: WorkPace) => {
    try {
      for (let turn = 1; turn <= 3; turn++) {
        report(turn * 10);
        await giveWay();
        seen.turns = turn;
      }
      report(35);
      return "result";
    } finally {
      await Promise.resolve();
      seen.freed = true;
    }
  };
  return { seen, work };
}

describe("pacedWork", () => {
  it("yields a step for every turn, with the images since the last, and returns the result", async () => {
    const { work } = counting();
    const steps = pacedWork(never, work);
    const images: number[] = [];
    for (;;) {
      const next = await steps.next();
      if (next.done) {
        expect(next.value).toBe("result");
        break;
      }
      images.push(next.value.images);
    }
    expect(images).toEqual([10, 10, 10, 5]);
  });

  it("holds the work up until it is asked for more", async () => {
    const { seen, work } = counting();
    const steps = pacedWork(never, work);
    await steps.next();
    await new Promise((resolve) => setTimeout(resolve));
    expect(seen.turns).toBe(0);
    await steps.next();
    expect(seen.turns).toBe(1);
    await steps.return("");
  });

  it("ends the work when it is cut short or aborted", async () => {
    const cut = counting();
    const steps = pacedWork(never, cut.work);
    await steps.next();
    await steps.return("");
    expect(cut.seen).toEqual({ turns: 0, freed: true });

    const aborted = counting();
    const controller = new AbortController();
    const more = pacedWork(controller.signal, aborted.work);
    await more.next();
    controller.abort(new Error("stopped"));
    await expect(more.next()).rejects.toThrow("stopped");
    expect(aborted.seen).toEqual({ turns: 0, freed: true });
  });

  it("passes on what the work throws, at once or later", async () => {
    await expect(pacedWork(never, () => Promise.reject(new Error("at once"))).next()).rejects.toThrow("at once");
    const later = pacedWork(never, async ({ giveWay }) => {
      await giveWay();
      throw new Error("later");
    });
    await later.next();
    await expect(later.next()).rejects.toThrow("later");
  });
});
