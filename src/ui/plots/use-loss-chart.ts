import { type RefObject, useEffect, useRef } from "react";
import type { LabState } from "../../store/lab-state";
import type { LabStore } from "../../store/store";
import type { EpochFacts } from "../../worker/protocol";
import type { Scheme } from "../palette";
import { lossLayout, lossTerms, lossTraces } from "./loss-traces";

/** At most two redraws a second, and at most a twentieth of the page's time. */
const shortestPauseMs = 500;
const costFactor = 20;

/**
 * Keeps the loss chart in `host` in step with the store, outside React. The chart's code is fetched, and its first, empty
 * picture drawn, while the page idles after the images came, so that a run does not pay for it.
 */
export function useLossChart(store: LabStore, host: RefObject<HTMLElement | null>, scheme: Scheme): void {
  const schemeNow = useRef(scheme);
  const redraw = useRef<() => void>(() => undefined);
  schemeNow.current = scheme;

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    let plotly: typeof import("./plotly") | null = null;
    let ended = false;
    let drawing = false;
    let drawnAt = Number.NEGATIVE_INFINITY;
    let pauseMs = shortestPauseMs;
    let timer: ReturnType<typeof setTimeout> | undefined;

    const drawHistory = async (history: readonly EpochFacts[]): Promise<void> => {
      const { width, height } = element.getBoundingClientRect();
      if (!plotly || ended || width < 40 || height < 40) return;
      const size = { width: Math.floor(width), height: Math.floor(height) };
      drawing = true;
      const startedAt = performance.now();
      try {
        await plotly.drawChart(
          element,
          lossTraces(history, lossTerms(history), schemeNow.current),
          lossLayout(history, size, store.getState().logLosses, schemeNow.current),
        );
      } finally {
        drawing = false;
        drawnAt = performance.now();
        pauseMs = Math.max(shortestPauseMs, costFactor * (drawnAt - startedAt));
      }
    };
    const draw = (): void => {
      timer = undefined;
      if (drawing) schedule();
      else void drawHistory(store.getState().history);
    };
    const schedule = (): void => {
      if (timer === undefined) timer = setTimeout(draw, Math.max(0, drawnAt + pauseMs - performance.now()));
    };
    redraw.current = schedule;

    const fetchChart = (): void => {
      if (plotly || ended) return;
      import("./plotly").then((module) => {
        plotly = module;
        whenIdle(() => void warmUp(rehearsals));
      }, reportMissing(store));
    };
    const warmUp = async (left: number): Promise<void> => {
      if (ended) return;
      if (left === 0 || store.getState().history.length > 0) schedule();
      else {
        await drawHistory(rehearsal(left));
        whenIdle(() => void warmUp(left - 1));
      }
    };
    if (store.getState().dataset) whenIdle(fetchChart);

    const wants = (state: LabState, before: LabState): boolean =>
      state.insightTab === "losses" &&
      (state.history !== before.history || state.logLosses !== before.logLosses || state.insightTab !== before.insightTab);
    const unsubscribe = store.subscribe((state, before) => {
      if (state.dataset && !before.dataset) whenIdle(fetchChart);
      if (wants(state, before)) schedule();
    });
    const watch = new ResizeObserver(schedule);
    watch.observe(element);
    return () => {
      ended = true;
      unsubscribe();
      watch.disconnect();
      clearTimeout(timer);
      plotly?.removeChart(element);
    };
  }, [store, host]);

  // The colours are the scheme's.
  // biome-ignore lint/correctness/useExhaustiveDependencies: redraws when the scheme changes
  useEffect(() => redraw.current(), [scheme]);
}

/** The first drawings of lines take three times as long as later ones; made up ones while the page idles pay for that. */
const rehearsals = 4;

/** Made-up losses that nobody sees: the chart is covered while there are no real ones. */
function rehearsal(which: number): readonly EpochFacts[] {
  return Array.from({ length: 40 * which }, (_, epoch) => {
    const value = which / (epoch + 1);
    return { epoch, phase: "", losses: { reconstruction: value, clustering: 2 * value, total: 3 * value }, facts: {} };
  });
}

function whenIdle(call: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(call, { timeout: 3000 });
  else setTimeout(call, 300);
}

function reportMissing(store: LabStore): () => void {
  return () =>
    store.getState().say({
      level: "warning",
      title: "The chart could not be loaded",
      message: "Its code did not arrive; everything else works. Reload the page to try again.",
    });
}
