/** Below this the panels stand one under the other. */
export const wideQuery = "(min-width: 60em)";
