import { startProjector } from "./projector-host";
import { projectorParts } from "./projector-parts";
import type { Port } from "./wire";

/* The page's projector: a second thread, since a projection takes as much of one as training does. */

// TypeScript takes `self` for a window, whose postMessage is another one.
startProjector(
  self as unknown as Port,
  projectorParts(() => performance.now()),
);
