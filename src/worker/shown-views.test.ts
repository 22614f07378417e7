import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import type { GraphView, LiveView } from "../core/live-view";
import { matrix } from "../core/matrix";
import { defineMethod, epochEvent } from "../methods/method";
import { graphFigures } from "../metrics/graph-figures";
import { fakeParts, fakeWorld } from "./fake-engine";
import { fakePage, request } from "./fake-page";
import { shownViews, viewBuffers } from "./shown-views";

const described = (id: string) => ({ id, title: id, help: "To be seen." });
const graph: GraphView = {
  ...described("graph"),
  kind: "graph",
  starts: Int32Array.of(0, 2, 3, 4, 4),
  columns: Int32Array.of(1, 2, 0, 0),
};
const views: readonly LiveView[] = [
  {
    ...described("drawn"),
    kind: "pictures",
    height: 1,
    width: 2,
    channels: 1,
    rows: [
      { title: "Image", pixels: Uint8Array.of(1, 2, 3, 4) },
      { title: "Redrawn", pixels: Uint8Array.of(5, 6, 7, 8) },
    ],
    clusters: Int32Array.of(0, 1),
  },
  {
    ...described("counts"),
    kind: "histogram",
    xTitle: "q",
    yTitle: "images",
    from: 0,
    to: 1,
    counts: Float32Array.of(3, 1),
    marks: [{ title: "t", value: 0.4 }],
  },
  {
    ...described("pairs"),
    kind: "pairs",
    pairs: Int32Array.of(0, 1, 2, 3),
    agreement: Float32Array.of(0.5, 1),
    agreementHelp: "1 is the same.",
    meanAgreement: null,
  },
  graph,
];
const truth = { codes: Int32Array.of(0, 0, 1, 1), names: ["a", "b"] };

describe("views on their way to the page", () => {
  it("are copies that may move, so that the method keeps its own", () => {
    const shown = shownViews(views, Int32Array.of(0, 1, 0, 1), 2, truth);
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(shown, viewBuffers(shown) as ArrayBuffer[]);
    expect(receiveMessageOnPort(port2)?.message.slice(0, 3)).toEqual(views.slice(0, 3));
    port1.close();
    expect(views[0]).toMatchObject({ clusters: Int32Array.of(0, 1) });
    const [pictures] = shown;
    if (pictures.kind !== "pictures") throw new Error("the pictures come first");
    expect(pictures.rows.map(({ pixels }) => pixels.length)).toEqual([0, 0]);
  });

  it("hold a graph's figures in the place of its edges, again and again", () => {
    for (const labels of [Int32Array.of(0, 1, 0, 1), Int32Array.of(0, 0, 1, 1)]) {
      const [shown] = shownViews([graph], labels, 2, truth);
      expect(shown).toMatchObject({ ...described("graph"), kind: "graph", ...graphFigures(graph.starts, graph.columns) });
      expect(shown).not.toHaveProperty("columns");
      expect(shown).not.toHaveProperty("starts");
      // Links 0-1 (both ways) and 0-2 (both ways).
      expect(shown).toMatchObject({ byClass: { share: 0.5 }, byCluster: { share: 0.5 } });
      expect(viewBuffers([shown])).toEqual([]);
    }
    expect(shownViews([graph], null, 2, null)).toMatchObject([{ byClass: null, byCluster: null }]);
  });

  it("come with a run's frames and with its last one", async () => {
    const snapshot = () => ({
      codes: matrix(new Float32Array(12), 6, 2),
      labels: new Int32Array(6),
      confidence: null,
      centres: null,
      views: [views[0], { ...graph, starts: Int32Array.of(0, 1, 2, 2, 2, 2, 2), columns: Int32Array.of(1, 0) }],
    });
    const method = defineMethod({
      id: "walk",
      title: "Shows",
      family: "autoencoder",
      summary: "Shows.",
      takeWhen: "Take it for tests.",
      reference: { authors: "Nobody", title: "None", venue: "Nowhere", year: 2000 },
      departures: [],
      hyperparameters: {},
      recipes: [],
      async *train() {
        yield { kind: "phase", phase: "show", title: "Showing", epochs: 2 } as const;
        for (const epoch of [1, 2])
          yield epochEvent({ epoch, losses: {}, snapshot: async () => snapshot(), save: async () => null });
        return { ...snapshot(), reason: "All was shown." };
      },
    });
    const page = fakePage(fakeParts(fakeWorld(), { methods: [method] }));
    await page.prepare();
    const finished = page.next("finished");
    page.post(request({ values: {} }));
    const { frame } = await finished;
    const frames = [...page.of("frame").map((event) => event.frame), frame];
    expect(frames.length).toBeGreaterThan(1);
    // Six images, half of them even: the only edge joins one of each.
    for (const { views: shown } of frames)
      expect(shown).toMatchObject([
        { id: "drawn", rows: [{ pixels: Uint8Array.of(1, 2, 3, 4) }, { pixels: Uint8Array.of(5, 6, 7, 8) }] },
        { id: "graph", edges: 1, byClass: { share: 0 }, byCluster: { share: 1 } },
      ]);
    page.close();
  });
});
