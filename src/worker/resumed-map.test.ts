import { expect, it } from "vitest";
import { openedPage, paints, request } from "./fake-page";

/** Where the first frame was laid on, of a run that says its images are shown at `shownAt`. */
async function firstLaidOn(shownAt?: Float32Array) {
  const laidOn: Float32Array[] = [];
  const opened = await openedPage((world) => ({
    frames: {
      layout: (codes) => codes.data.slice(0, codes.rows * 2),
      align(previous, layout) {
        laidOn.push(previous.slice());
        return { layout, moved: 0 };
      },
      summarise: () => [],
      scores: () => null,
      confusion: () => ({ counts: new Int32Array(4), match: Int32Array.of(0, world.tensors) }),
    },
  }));
  paints(opened.page);
  const finished = opened.page.next("finished");
  opened.page.post(request({ values: { epochs: 2 }, ...(shownAt ? { shownAt } : {}) }));
  const { frame } = await finished;
  opened.page.close();
  return { first: laidOn[0], frames: frame.index + 1, alignments: laidOn.length };
}

it("the first frame is laid on what the page shows of the same images, and on nothing otherwise", async () => {
  const shownAt = Float32Array.from({ length: 12 }, (_, i) => 100 + i);
  const resumed = await firstLaidOn(shownAt);
  expect(resumed.first).toEqual(shownAt);
  expect(resumed.alignments).toBe(resumed.frames);
  const fresh = await firstLaidOn();
  expect(fresh.alignments).toBe(fresh.frames - 1);
  // Of another number of images it says nothing.
  const others = await firstLaidOn(new Float32Array(4));
  expect(others.alignments).toBe(others.frames - 1);
});
