/** Gives the focus to the map, where what had it goes away. */
export function focusMap(): void {
  document.querySelector<HTMLElement>(".map")?.focus({ preventScroll: true });
}
