import { createContext, startTransition, useContext, useEffect, useState } from "react";
import { useStore } from "zustand";
import { invariant } from "../core/assert";
import type { LabState } from "../store/lab-state";
import type { LabStore } from "../store/store";

export const LabContext = createContext<LabStore | null>(null);

/** The store itself, for actions and for subscribing outside render. */
export function useLabApi(): LabStore {
  const store = useContext(LabContext);
  invariant(store, "useLab: there is no LabContext above this component");
  return store;
}

/** The part of the state that `selector` picks; it must give the same value while nothing changed. */
export function useLab<T>(selector: (state: LabState) => T): T {
  return useStore(useLabApi(), selector);
}

/**
 * As useLab, but renders at most once in `intervalMs`, so that many frames a second do not become many renders a second.
 * The last value always arrives. `selector` must stay the same function.
 */
export function useLabSlowly<T>(selector: (state: LabState) => T, intervalMs: number): T {
  const store = useLabApi();
  const [value, setValue] = useState(() => selector(store.getState()));
  useEffect(() => {
    let taken = selector(store.getState());
    let takenAt = performance.now();
    let timer: ReturnType<typeof setTimeout> | undefined;
    setValue(() => taken);
    const take = () => {
      timer = undefined;
      taken = selector(store.getState());
      takenAt = performance.now();
      startTransition(() => setValue(() => taken));
    };
    const unsubscribe = store.subscribe((state) => {
      if (timer !== undefined || Object.is(selector(state), taken)) return;
      timer = setTimeout(take, Math.max(0, takenAt + intervalMs - performance.now()));
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [store, selector, intervalMs]);
  return value;
}
