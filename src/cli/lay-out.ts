import { startProjector } from "../worker/projector-host";
import { projectorParts } from "../worker/projector-parts";
import type { ProjectionQuality, ProjectorCommand, ProjectorEvent } from "../worker/projector-protocol";
import { wire } from "../worker/wire";
import { CommandError, usageError } from "./command-error";
import type { LocalEngine } from "./engine";

/** A finished run's codes laid out in the plane. */
export interface MapResult {
  readonly projection: string;
  /** [n, 2] within about [-1, 1]. */
  readonly layout: Float32Array;
  readonly quality: ProjectionQuality;
}

/** Throws a CommandError that lists the projections there are, unless `id` is one. */
export function checkProjection(id: string): void {
  const known = projectorParts(() => 0).projectors.map((projector) => projector.id);
  if (!known.includes(id)) throw usageError(`There is no projection "${id}"; there are ${known.join(", ")}.`);
}

/**
 * Lays out the codes of the run that has just finished with the projector's defaults, as the page would, and measures how faithful
 * that is. `first` is the layout by PCA. Rejects with a CommandError where the projection fails.
 */
export async function layOut(
  engine: LocalEngine,
  projectorId: string,
  first: Float32Array,
  report: (event: Extract<ProjectorEvent, { kind: "layout" | "projecting" }>) => void,
): Promise<MapResult> {
  const page = new MessageChannel();
  const codes = new MessageChannel();
  const host = startProjector(
    page.port1,
    projectorParts(() => performance.now()),
  );
  const { send, listen } = wire<ProjectorCommand, ProjectorEvent>(page.port2);
  try {
    return await new Promise((resolve, reject) => {
      let layout = first;
      listen((event) => {
        if (event.kind === "layout") layout = event.layout;
        if (event.kind === "layout" || event.kind === "projecting") report(event);
        if (event.kind === "projectionFailed") reject(new CommandError(event.message));
        if (event.kind === "quality") resolve({ projection: projectorId, layout, quality: event.quality });
      });
      send({ kind: "choose", choice: 1, projectorId, values: {} });
      engine.send({ kind: "connectProjector", port: codes.port1 });
      send({ kind: "connect", port: codes.port2 }, [codes.port2]);
    });
  } finally {
    host.close();
    page.port1.close();
    page.port2.close();
    codes.port1.close();
    codes.port2.close();
  }
}
