import type { EngineWorker } from "./client";
import type { ProjectorCommand, ProjectorEvent } from "./projector-protocol";
import { wire } from "./wire";

export interface ProjectorOptions {
  createWorker(): EngineWorker;
  onEvent(event: ProjectorEvent): void;
}

/** The page's end of the projector. */
export interface ProjectorClient {
  post(command: ProjectorCommand): void;
}

const advice = "The map by PCA still works; reload the page to try again.";

/** Starts the projector in a worker. Whatever befalls it is told as `projectionFailed`. */
export function launchProjector({ createWorker, onEvent }: ProjectorOptions): ProjectorClient {
  const fail = (what: string) => onEvent({ kind: "projectionFailed", runId: null, message: `${what} ${advice}` });
  let worker: EngineWorker;
  try {
    worker = createWorker();
  } catch {
    fail("The projector could not be started.");
    return { post: () => {} };
  }
  const { send, listen } = wire<ProjectorCommand, ProjectorEvent>(worker);
  listen(onEvent);
  worker.addEventListener("error", (event) => {
    event.preventDefault?.();
    fail("The projector failed.");
  });
  worker.addEventListener("messageerror", () => fail("A message of the projector could not be read."));
  return { post: (command) => send(command, command.kind === "connect" ? [command.port] : []) };
}
