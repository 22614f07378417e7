import type { CatalogSlice } from "./catalog-slice";
import type { CodesSlice } from "./codes-slice";
import type { DatasetSlice } from "./dataset-slice";
import type { FeaturesSlice } from "./features-slice";
import type { NeighbourSlice } from "./neighbour-slice";
import type { NoticeSlice } from "./notice-slice";
import type { PreviewSlice } from "./preview-slice";
import type { ProjectionSlice } from "./projection-slice";
import type { RecipeSlice } from "./recipe-slice";
import type { RunSlice } from "./run-slice";
import type { StartCheckSlice } from "./start-check-slice";
import type { TakenHomeSlice } from "./taken-home-slice";
import type { TimelineSlice } from "./timeline-slice";
import type { ViewSlice } from "./view-slice";

/** Everything the page knows. Typed arrays in it are held by reference, replaced and never changed. */
export type LabState = CatalogSlice &
  CodesSlice &
  ProjectionSlice &
  RecipeSlice &
  DatasetSlice &
  FeaturesSlice &
  RunSlice &
  StartCheckSlice &
  TakenHomeSlice &
  TimelineSlice &
  ViewSlice &
  NeighbourSlice &
  PreviewSlice &
  NoticeSlice;
