import type { BackendName } from "../core/backend-report";
import type { Command } from "../worker/protocol";

export type BackendPreference = BackendName | "auto";

/** What the store needs of an engine: a way to speak to it, and a way to get another one. */
export interface EngineLink {
  post(command: Command): void;
  /** Ends the engine and launches a fresh one; it answers `ready`. */
  relaunch(backend: BackendPreference): void;
}
