import { afterEach, describe, expect, it } from "vitest";
import { datasetId, runId } from "../core/ids";
import { matrix } from "../core/matrix";
import type { Method } from "../methods/method";
import { codesChecksum } from "./codes-checksum";
import { fakeParts, fakeWorld, walkMethod } from "./fake-engine";
import { asksAt, epochsOf, type FakePage, fakePage, request } from "./fake-page";

const pages: FakePage[] = [];

afterEach(() => {
  for (const made of pages.splice(0)) made.close();
});

/** An engine whose method takes codes and writes down which. */
async function opened() {
  const world = fakeWorld();
  const walk = walkMethod(world);
  const taken: (Float32Array | null)[] = [];
  const method: Method = {
    ...walk,
    takesCodes: true,
    train(run) {
      taken.push(run.codes?.data ?? null);
      return walk.train(run);
    },
  };
  const page = fakePage(fakeParts(world, { methods: [method, { ...walk, id: "blind" }] }));
  pages.push(page);
  await page.prepare();
  return { world, page, taken };
}

async function run(page: FakePage, changes: Parameters<typeof request>[0]) {
  const finished = page.next("finished");
  page.post(request(changes));
  return finished;
}

describe("codes of a finished run", () => {
  it("are told, and clustered by another run", async () => {
    const { page, taken } = await opened();
    const kept = page.next("codesKept");
    const first = await run(page, { wantCodes: true });
    const [entry] = (await kept).runs;
    expect(entry).toMatchObject({ runId: "r1", title: "Walk, k 2, seed 1", cols: 2 });
    await run(page, { runId: runId("r2"), codes: { kind: "run", runId: entry.runId } });
    expect(taken).toEqual([null, first.codes?.data]);
  });

  it("can't be those of a run that is not kept, nor go to a method that learns from pictures", async () => {
    const { page } = await opened();
    const rejected = page.next("rejected");
    page.post(request({ codes: { kind: "run", runId: runId("never") } }));
    expect((await rejected).message).toContain("not kept any more");
    const blind = page.next("rejected");
    page.post(request({ methodId: "blind" as never, codes: { kind: "run", runId: runId("never") } }));
    expect((await blind).message).toContain("choose a classical method");
  });

  it("go over to the same images under another name", async () => {
    const { page } = await opened();
    await run(page, {});
    const again = datasetId("again");
    const loaded = page.next("dataset");
    page.post({ kind: "load", datasetId: again, source: { kind: "builtin", id: "squares", options: { n: 6 } } });
    await loaded;
    const kept = page.next("codesKept");
    page.post({ kind: "forget", datasetId: request().datasetId, successor: again });
    expect((await kept).runs).toMatchObject([{ datasetId: again }]);
    const gone = page.next("codesKept");
    page.post({ kind: "forget", datasetId: again });
    expect((await gone).runs).toEqual([]);
  });

  it("are forgotten with their images", async () => {
    const { page } = await opened();
    await run(page, {});
    const kept = page.next("codesKept");
    page.post({ kind: "forget", datasetId: request().datasetId });
    expect((await kept).runs).toEqual([]);
  });
});

describe("codes of a file", () => {
  const given = (rows: number, data: Float32Array) => ({ kind: "given", data, rows, cols: data.length / rows }) as const;

  it("are clustered, and named by a checkpoint", async () => {
    const { world, page, taken } = await opened();
    const codes = given(
      6,
      Float32Array.from({ length: 18 }, (_, i) => i),
    );
    asksAt(2, world, page);
    const saved = page.next("checkpoint");
    await run(page, { codes });
    const { checkpoint } = await saved;
    expect(taken[0]).toEqual(codes.data);
    expect(checkpoint.codesHash).toBe(codesChecksum(matrix(codes.data, 6, 3)));
    expect(checkpoint.epoch).toBeGreaterThan(0);
    await run(page, { runId: runId("r2"), codes, resumeFrom: checkpoint });
    expect(epochsOf(page, runId("r2"))[0]).toBe(checkpoint.epoch + 1);
    const rejected = page.next("rejected");
    page.post(request({ resumeFrom: checkpoint }));
    expect((await rejected).message).toContain("the same pixels or codes");
  });

  it.each([
    [given(5, new Float32Array(10)), "5 rows, but there are 6 images"],
    [given(6, new Float32Array(12).fill(Number.NaN)), "not finite"],
    [{ ...given(6, new Float32Array(12)), cols: 3 }, "hold 12 values"],
  ])("must fit the images (%#)", async (codes, fault) => {
    const { page } = await opened();
    const rejected = page.next("rejected");
    page.post(request({ codes }));
    expect((await rejected).message).toContain(fault);
  });
});

describe("codesChecksum", () => {
  it("differs in shape, in one low bit and in order", () => {
    const data = Float32Array.of(1, 2, 3, 4, 5, 6);
    const sums = [
      codesChecksum(matrix(data, 3, 2)),
      codesChecksum(matrix(data, 2, 3)),
      codesChecksum(matrix(Float32Array.of(1, 2, 3, 4, 5, 6.0000005), 3, 2)),
      codesChecksum(matrix(Float32Array.of(2, 1, 3, 4, 5, 6), 3, 2)),
    ];
    expect(new Set(sums).size).toBe(4);
    expect(codesChecksum(matrix(data.slice(), 3, 2))).toBe(sums[0]);
  });
});

describe("a finished run", () => {
  it("is measured without labels and probed with them, in codes and pixels", async () => {
    const { page } = await opened();
    await run(page, {});
    const measured = page.next("measured");
    page.post({ kind: "measure", runId: runId("r1") });
    // The fakes tell the columns of what they are given: 2 numbers a code, 4 pixels an image.
    expect(await measured).toMatchObject({
      codes: { silhouette: 0.5, calinskiHarabasz: 2 },
      pixels: { silhouette: 0.5, calinskiHarabasz: 4 },
      probes: { codes: { linearProbe: 0.75, asked: 2 }, pixels: { linearProbe: 0.75, asked: 4 } },
    });
    const rejected = page.next("rejected");
    page.post({ kind: "measure", runId: runId("other") });
    expect((await rejected).message).toContain("finished");
  });

  it("tells an image's neighbours in its codes", async () => {
    const { page } = await opened();
    await run(page, {});
    const answer = page.next("neighbours");
    page.post({ kind: "neighbours", runId: runId("r1"), index: 0, count: 2 });
    // The walk's codes [6, 2] count upward row by row.
    expect((await answer).neighbours).toEqual([1, 2]);
    page.post({ kind: "neighbours", runId: runId("r1"), index: 6, count: 2 });
    page.post({ kind: "neighbours", runId: runId("gone"), index: 0, count: 2 });
    await page.settled();
    expect(page.of("neighbours")).toHaveLength(1);
  });
});

it("scores every restart by itself", async () => {
  const world = fakeWorld();
  const walk = walkMethod(world);
  const method: Method = {
    ...walk,
    async *train(given) {
      const events = walk.train(given);
      for (;;) {
        const next = await events.next();
        if (next.done) return next.value;
        const { value } = next;
        yield value.kind === "epoch" && value.epoch > 0
          ? { ...value, attempt: Int32Array.of(0, 0, 0, 1, 1, value.epoch) }
          : value;
      }
    },
  };
  const frames = { ...fakeParts(world).frames, scores: (labels: Int32Array) => ({ last: labels[5] }) };
  const page = fakePage(fakeParts(world, { methods: [method], frames }));
  pages.push(page);
  await page.prepare();
  await run(page, { values: { epochs: 3 } });
  const attempts = page.of("progress").flatMap(({ epochs }) => epochs.map(({ attempt }) => attempt));
  expect(attempts).toEqual([undefined, { last: 1 }, { last: 2 }, { last: 3 }]);
});
