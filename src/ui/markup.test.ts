import { MantineProvider } from "@mantine/core";
import { createElement, type ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { LabStore } from "../store/store";
import { frameOf, loadedLab, readyEvent, startedRun, summaryOf } from "../store/testing";
import { ClassHistogram } from "./kit/ClassHistogram";
import { majorityText } from "./kit/ClusterCard";
import { whyNoScores } from "./kit/FinishedScores";
import { DatasetPanel } from "./panels/DatasetPanel";
import { EmbeddingPanel } from "./panels/EmbeddingPanel";
import { RunControls } from "./panels/RunControls";
import { LabContext } from "./use-lab";

/** What a browser would be given of `element` around the store as it is. */
function markup(element: ReactElement, store: LabStore): string {
  // React asks for the first state where there is no page.
  const value = { ...store, getInitialState: store.getState };
  return renderToStaticMarkup(createElement(MantineProvider, null, createElement(LabContext, { value }, element)));
}

/** Of the button whose text ends with `name`. */
const buttonTag = (html: string, name: string) =>
  html.split("<button").find((part) => part.replace(/<[^>]*>/g, "").includes(`>${name}`) || part.includes(`>${name}<`)) ?? "";

describe("the run's buttons", () => {
  it("keep the focus while the run does what they asked for", () => {
    const lab = loadedLab();
    startedRun(lab);
    lab.store.getState().pauseRun();
    const html = markup(createElement(RunControls), lab.store);
    for (const name of ["Pause", "Step"]) {
      const tag = buttonTag(html, name).split(">")[0];
      expect(tag).toContain('aria-disabled="true"');
      expect(tag).not.toMatch(/ disabled/);
    }
    expect(buttonTag(html, "Stop").split(">")[0]).toContain('aria-disabled="false"');
  });
});

describe("the map", () => {
  it("says beside the picture, not in it, why there is nothing to see; its tools wait until it is made", () => {
    const lab = loadedLab();
    const runId = startedRun(lab);
    lab.store.receive({ kind: "frame", frame: frameOf(runId, 0) });
    const html = markup(createElement(EmbeddingPanel), lab.store);
    const picture = html.indexOf('role="img"');
    const note = html.indexOf("lie at one place");
    expect(picture).toBeGreaterThan(0);
    const between = html.slice(html.lastIndexOf("<div", picture), html.lastIndexOf("<p", note));
    expect(between.split("<div").length).toBe(between.split("</div>").length);
    for (const name of ["Zoom in", "Zoom out", "Fit to view", "Save the map"]) {
      const tag = html.slice(html.lastIndexOf("<button", html.indexOf(`aria-label="${name}"`))).split(">")[0];
      expect(tag).toMatch(/ disabled/);
    }
  });
});

describe("what is said", () => {
  it("of a cluster's label counts the images that have one", () => {
    expect(majorityText({ name: "oak", share: 1 }, 5, 80)).toBe("100 % of 5 labelled: oak");
    expect(majorityText({ name: "oak", share: 0.55 }, 80, 80)).toBe("55 % labelled oak");
    expect(majorityText(null, 0, 80)).toBe("\u00a0");
  });

  it("of classes groups thousands", () => {
    const codes = new Int32Array(13_298).fill(1).fill(0, 0, 5421).fill(-1, 12_000);
    const html = markup(createElement(ClassHistogram, { truth: { codes, names: ["x", "y"] } }), loadedLab().store);
    expect(html).toContain("2 classes, 5,421 to 6,579 images each, 1,298 without label");
  });

  it("of scores that an engine started again will never give", () => {
    const lab = loadedLab();
    const said = () => whyNoScores(lab.store.getState());
    const runId = startedRun(lab);
    expect(said()).toBe("Measured once a run has finished.");
    const frame = frameOf(runId, 1);
    lab.store.receive({ kind: "finished", runId, reason: "Done.", seconds: 1, epochs: 2, frame, codes: null, dendrogram: null });
    expect(said()).toBe("Being measured.");
    lab.store.getState().restartEngine();
    lab.store.receive({ ...readyEvent, backend: { ...readyEvent.backend } });
    expect(said()).toMatch(/^Not measured/);
  });

  it("of images that could not be read again is not that nothing was imported", () => {
    const { store, last } = loadedLab();
    store.receive({ kind: "replaced", message: "It hung." });
    store.receive({ kind: "loadFailed", datasetId: summaryOf().datasetId, message: "The file moved.", report: null });
    expect(markup(createElement(DatasetPanel, { onReport() {} }), store)).toContain("The images could not be read again");
    store.getState().loadFiles("mine", [{ path: "a.png", blob: new Blob() }]);
    store.receive({ kind: "loadFailed", datasetId: last("load").datasetId, message: "None.", report: null });
    expect(markup(createElement(DatasetPanel, { onReport() {} }), store)).toContain("Nothing was imported");
  });
});
