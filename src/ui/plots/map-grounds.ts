import type { Scheme } from "../palette";

export interface MapGround {
  /** Behind the points. */
  readonly ground: string;
  /** Of marks on it. */
  readonly ink: string;
  /** Of words beside the map. */
  readonly muted: string;
}

/** The map's own colours, as theme.css has them: canvases and files can't read it. */
export const mapGrounds: Readonly<Record<Scheme, MapGround>> = {
  dark: { ground: "#101715", ink: "#ffffff", muted: "#9aaaa4" },
  light: { ground: "#fbfcfb", ink: "#0b1512", muted: "#5a6862" },
};
