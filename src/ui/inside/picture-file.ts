import type { PicturesView } from "../../core/live-view";
import { clusterColour, inkOn, type Scheme } from "../palette";
import { sheetLayout, sheetPixels } from "./picture-sheet";

const room = { titles: 110, clusters: 20, edge: 10 };
const smallestScale = 2;

/** The view as a PNG on a plain ground, with its rows' titles and its clusters' numbers. Rejects where the browser makes none. */
export async function picturesPng(view: PicturesView, scheme: Scheme): Promise<Blob> {
  // For a page or a slide: pictures of 64 pixels or more, whatever the panel has room for.
  const layout = sheetLayout(view, Number.POSITIVE_INFINITY);
  const scale = Math.max(smallestScale, layout.scale);
  const sheet = canvasOf(layout.width, layout.height);
  sheet.context.putImageData(new ImageData(sheetPixels(view, layout), layout.width, layout.height), 0, 0);

  const top = room.edge + (view.clusters ? room.clusters : 0);
  const left = room.edge + room.titles;
  const { element, context } = canvasOf(left + layout.width * scale + room.edge, top + layout.height * scale + room.edge);
  const dark = scheme === "dark";
  context.fillStyle = dark ? "#151d1b" : "#ffffff";
  context.fillRect(0, 0, element.width, element.height);
  context.imageSmoothingEnabled = false;
  context.drawImage(sheet.element, left, top, layout.width * scale, layout.height * scale);
  context.textBaseline = "middle";
  context.font = "13px system-ui, sans-serif";
  context.fillStyle = dark ? "#e4ece9" : "#16201d";
  view.rows.forEach(({ title }, row) => {
    const middle = top + (row * (view.height + layout.gap) + view.height / 2) * scale;
    context.fillText(title, room.edge, middle, room.titles - 8);
  });
  context.textAlign = "center";
  view.clusters?.subarray(0, layout.columns).forEach((cluster, column) => {
    const x = left + column * (view.width + layout.gap) * scale;
    context.fillStyle = clusterColour(cluster, scheme);
    context.fillRect(x, room.edge, view.width * scale, room.clusters - 4);
    context.fillStyle = inkOn(clusterColour(cluster, scheme));
    if (cluster >= 0) context.fillText(String(cluster), x + (view.width * scale) / 2, room.edge + room.clusters / 2 - 1);
  });
  return new Promise((resolve, reject) => {
    element.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The browser could not write a PNG of this size."))));
  });
}

function canvasOf(width: number, height: number) {
  const element = document.createElement("canvas");
  element.width = Math.round(width);
  element.height = Math.round(height);
  const context = element.getContext("2d");
  if (!context) throw new Error("The browser gives no canvas to draw on.");
  return { element, context };
}
