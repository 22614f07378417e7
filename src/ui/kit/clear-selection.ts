import type { LabStore } from "../../store/store";

/** Clears the selection and gives the focus to the map: what had it goes away. */
export function clearSelection(store: LabStore): void {
  store.getState().clearSelection();
  document.querySelector<HTMLElement>(".map")?.focus({ preventScroll: true });
}
