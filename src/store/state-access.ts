import type { Command } from "../worker/protocol";
import type { LabState } from "./lab-state";

/** How the engine's events read and change the state. */
export interface StateAccess {
  get(): LabState;
  set(patch: Partial<LabState>): void;
  post(command: Command): void;
  /** The first and every later `ready`: the page may have a link to follow. */
  onReady(): void;
  /** A ZIP is made. */
  onArchive(zip: Blob, title: string): void;
}
