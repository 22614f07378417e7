import { type RefObject, useEffect, useRef } from "react";
import type { LabState } from "../store/lab-state";
import { useLab } from "./use-lab";

const selectStarted = ({ run }: LabState) => (run?.started ? run.runId : null);

/** Scrolls `view` to the top of the page when a run starts, where what the run shows would otherwise be out of sight. */
export function useRunInSight(view: RefObject<HTMLElement | null>): void {
  const started = useLab(selectStarted);
  // A run from before the page became this narrow moves nothing.
  const seen = useRef(started);
  useEffect(() => {
    if (started === null || started === seen.current) return;
    seen.current = started;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    view.current?.scrollIntoView({ behavior: still ? "auto" : "smooth", block: "start" });
  }, [started, view]);
}
