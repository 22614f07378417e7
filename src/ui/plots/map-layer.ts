import type { DatasetSummary, Frame } from "../../worker/protocol";
import type { EmbeddingMap, MapPoints } from "./embedding-map";

/** What the map shows, for whatever lies over its points. */
export interface ShownFrame {
  readonly frame: Frame;
  readonly dataset: DatasetSummary;
  readonly points: MapPoints;
}

/** Something over the map's points that moves with them. */
export interface MapLayer {
  /** The map shows this from now on; null: nothing. */
  read(shown: ShownFrame | null): void;
  /** Puts everything where the map's view has it. */
  place(map: EmbeddingMap): void;
}
