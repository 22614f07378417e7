import { type RefObject, useEffect, useRef } from "react";
import type { LabState } from "../../store/lab-state";
import { isGoingOn } from "../../store/run-slice";
import type { LabStore } from "../../store/store";
import type { EpochFacts } from "../../worker/protocol";
import type { Scheme } from "../palette";
import { lossLayout, lossTerms, lossTraces } from "./loss-traces";

/** During a run at most two redraws a second, and less of them where one costs much: a twentieth of the page's time is enough. */
const shortestPauseMs = 500;
const costFactor = 20;
/** But so long a chart may lag behind, whatever it costs. */
const longestPauseMs = 2000;

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
    /** Something came while it was drawn. */
    let waiting = false;
    let drawnAt = Number.NEGATIVE_INFINITY;
    let pauseMs = shortestPauseMs;
    let timer: ReturnType<typeof setTimeout> | undefined;

    const drawHistory = async (history: readonly EpochFacts[]): Promise<void> => {
      const { width, height } = element.getBoundingClientRect();
      if (!plotly || ended || width < 40 || height < 40) return;
      const size = { width: Math.floor(width), height: Math.floor(height) };
      const { logLosses, status } = store.getState();
      drawing = true;
      const startedAt = performance.now();
      try {
        await plotly.drawChart(
          element,
          lossTraces(history, lossTerms(history), schemeNow.current),
          lossLayout(history, { ...size, log: logLosses, scheme: schemeNow.current, ended: !isGoingOn(status) }),
        );
      } finally {
        drawing = false;
        drawnAt = performance.now();
        pauseMs = Math.min(longestPauseMs, Math.max(shortestPauseMs, costFactor * (drawnAt - startedAt)));
        if (waiting) schedule();
      }
    };
    const draw = (): void => {
      timer = undefined;
      waiting = drawing;
      if (!drawing) void drawHistory(store.getState().history);
    };
    /** Draws soon, after a pause; `atOnce` where somebody waits for it, or nothing is left that it would take time from. */
    const schedule = (atOnce = false): void => {
      const soon = atOnce || !isGoingOn(store.getState().status);
      if (soon) clearTimeout(timer);
      else if (timer !== undefined) return;
      timer = setTimeout(draw, soon ? 0 : Math.max(0, drawnAt + pauseMs - performance.now()));
    };
    redraw.current = () => schedule(true);

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

    const asked = (state: LabState, before: LabState): boolean =>
      state.logLosses !== before.logLosses || state.insightTab !== before.insightTab || state.status !== before.status;
    const unsubscribe = store.subscribe((state, before) => {
      if (state.dataset && !before.dataset) whenIdle(fetchChart);
      if (state.insightTab !== "losses") return;
      if (asked(state, before)) schedule(true);
      else if (state.history !== before.history) schedule();
    });
    const watch = new ResizeObserver(() => schedule(true));
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
