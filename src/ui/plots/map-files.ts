import { keyFontSize, layOutKey, type MapFigure } from "../../export/map-figure";
import { mapSvg } from "../../export/map-svg";
import type { LabState } from "../../store/lab-state";
import { shownColour } from "../../store/shown-colour";
import type { Thumbnails } from "../../worker/protocol";
import { counted } from "../format";
import type { Scheme } from "../palette";
import type { EmbeddingMap } from "./embedding-map";
import { mapGrounds } from "./map-grounds";
import { mapKey } from "./map-key";
import { clusterMiddles } from "./map-labels";
import { type MapOverlay, placementOf, thumbnailBorder } from "./map-overlay";
import { fadedOpacity, paintPoints, usualOpacity } from "./paint-points";
import { ThumbnailAtlas } from "./thumbnail-atlas";

/** Pixels of a PNG a CSS pixel. */
const sharpness = 2;
/** Parts of the work, of a millisecond or less each, between two turns of the page. */
const turn = 16;

/** The map as it is shown now, or null while it shows nothing. */
export function figureOfMap(map: EmbeddingMap, overlay: MapOverlay, state: LabState, scheme: Scheme): MapFigure | null {
  const { shown, width, height, thumbnails } = overlay;
  const layout = map.positions();
  if (!shown || !layout || layout.length !== shown.points.layout.length) return null;
  const { frame, dataset, points } = shown;
  const { ground, ink, muted } = mapGrounds[scheme];
  const { left, top, scale } = placementOf(map);
  const { middles } = clusterMiddles(shown);
  const { selection } = state;
  const selected = selection && new Uint8Array(layout.length / 2);
  for (const index of selection?.indices ?? []) if (selected) selected[index] = 1;
  return {
    width,
    height,
    title: `Embedding map of ${dataset.title}: ${counted(dataset.shape.count, "image")}, epoch ${frame.epoch}.`,
    ground,
    ink,
    muted,
    places: layout.map((value, i) => (i % 2 === 0 ? left + value * scale : top - value * scale)),
    categories: points.categories,
    colours: points.colours,
    radius: map.pointRadius(),
    selected,
    opacity: usualOpacity,
    fadedOpacity,
    labels: Array.from({ length: middles.length / 2 }, (_, cluster) => ({
      left: left + middles[2 * cluster] * scale,
      top: top - middles[2 * cluster + 1] * scale,
      text: String(cluster),
    })).filter((label) => label.left > 0 && label.top > 0 && label.left < width && label.top < height),
    thumbnails: thumbnails && { ...thumbnails, border: thumbnailBorder },
    key: mapKey(frame, dataset, shownColour({ colourBy: state.colourBy, frame }), scheme),
  };
}

/** The figure as a drawing, with its thumbnails in it. */
export async function svgFile(figure: MapFigure, thumbnails: Thumbnails): Promise<Blob> {
  const pictures = new Map<number, string>();
  const { canvas, context } = canvasOf(thumbnails.width, thumbnails.height);
  const atlas = new ThumbnailAtlas(thumbnails);
  const side = Math.max(thumbnails.width, thumbnails.height);
  canvas.width = side;
  canvas.height = side;
  for (const [at, index] of (figure.thumbnails?.indices ?? []).entries()) {
    atlas.draw(context, index, 0, 0, side);
    pictures.set(index, canvas.toDataURL("image/png"));
    if (at % turn === turn - 1) await turnOfThePage();
  }
  return new Blob([mapSvg(figure, pictures)], { type: "image/svg+xml" });
}

/** The figure as a picture of twice the pixels, on its ground. */
export async function pngFile(figure: MapFigure, thumbnails: Thumbnails): Promise<Blob> {
  const { width, height } = figure;
  const key = layOutKey(figure.key, width);
  const { canvas, context } = canvasOf(width * sharpness, (height + key.height) * sharpness);
  const image = new ImageData(Math.round(width * sharpness), Math.round(height * sharpness));
  const { places, ground, selected, categories, colours } = figure;
  const picture = {
    // The painter's own y points up.
    layout: places.map((value, i) => (i % 2 === 0 ? value : -value)),
    categories,
    colours,
    ground,
    selected,
    radius: figure.radius * sharpness,
  };
  let parts = 0;
  for (const _ of paintPoints(image, { left: 0, top: 0, scale: sharpness }, picture))
    if (++parts % turn === 0) await turnOfThePage();
  context.fillStyle = ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.putImageData(image, 0, 0);
  context.scale(sharpness, sharpness);
  context.save();
  context.beginPath();
  context.rect(0, 0, width, height);
  context.clip();
  drawThumbnails(context, figure, thumbnails);
  drawLabels(context, figure);
  context.restore();
  context.translate(0, height);
  drawKey(context, figure, key.marks);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The browser made no PNG of the map."))), "image/png"),
  );
}

function turnOfThePage(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function canvasOf(width: number, height: number): { canvas: HTMLCanvasElement; context: CanvasRenderingContext2D } {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width);
  canvas.height = Math.round(height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser gives no canvas to draw the picture on.");
  return { canvas, context };
}

function drawThumbnails(context: CanvasRenderingContext2D, figure: MapFigure, thumbnails: Thumbnails): void {
  if (!figure.thumbnails) return;
  const { side, border, indices } = figure.thumbnails;
  const atlas = new ThumbnailAtlas(thumbnails);
  context.imageSmoothingEnabled = side * sharpness < Math.max(thumbnails.width, thumbnails.height);
  for (const index of indices) {
    const left = figure.places[2 * index] - side / 2;
    const top = figure.places[2 * index + 1] - side / 2;
    context.globalAlpha = figure.selected && figure.selected[index] === 0 ? 2 * figure.fadedOpacity : 1;
    context.fillStyle = figure.colours[figure.categories[index]];
    context.fillRect(left - border, top - border, side + 2 * border, side + 2 * border);
    atlas.draw(context, index, left, top, side);
  }
  context.globalAlpha = 1;
}

function drawLabels(context: CanvasRenderingContext2D, { labels, ground, ink }: MapFigure): void {
  context.font = "650 12px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = ground;
  context.fillStyle = ink;
  for (const { left, top, text } of labels) {
    context.strokeText(text, left, top);
    context.fillText(text, left, top);
  }
}

function drawKey(context: CanvasRenderingContext2D, { muted }: MapFigure, marks: ReturnType<typeof layOutKey>["marks"]): void {
  context.font = `${keyFontSize}px system-ui, sans-serif`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  for (const mark of marks) {
    const { left, top } = mark;
    context.beginPath();
    if (mark.kind === "text") {
      context.fillStyle = muted;
      context.fillText(mark.text, left, top);
    } else if (mark.kind === "dot") {
      context.fillStyle = mark.colour;
      context.arc(left + 5, top, 4.5, 0, 2 * Math.PI);
      context.fill();
    } else {
      const ramp = context.createLinearGradient(left, 0, left + mark.width, 0);
      for (const [at, colour] of mark.colours.entries()) ramp.addColorStop(at / Math.max(1, mark.colours.length - 1), colour);
      context.fillStyle = ramp;
      context.roundRect(left, top - 4, mark.width, 8, 4);
      context.fill();
    }
  }
}
