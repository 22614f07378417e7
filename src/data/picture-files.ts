import type { DecodePicture, ImportOptions } from "./dataset";
import { type Entry, reasonOf, UnreadableError } from "./entry";
import { isPicture, SNIFFED_BYTES, sniff, whyNotPicture } from "./file-kind";
import { byteSize, counted, type ReportBuilder } from "./import-report";
import { checkMemory } from "./memory-limit";
import { isAbort, type Pace } from "./pace";
import { checkPicture } from "./picture-header";
import { luma, squareRgb } from "./picture-pixels";
import { spreadIndices } from "./spread";

/** Side that pictures get when none was asked for. */
export const DEFAULT_PICTURE_SIDE = 32;
/** A picture's file above this is refused unread. */
const MAX_FILE_BYTES = 256 * 1024 ** 2;
/** Files read and decoded at the same time. */
const LANES = 4;
/** Pictures with more pixels than this are decoded one at a time, so that memory holds one large picture and not four. */
const LARGE_PIXELS = 2 * 1024 ** 2;

/** The pictures that could be read, in the order of their paths. */
export interface ReadPictures {
  readonly entries: readonly Entry[];
  readonly side: number;
  readonly channels: 1 | 3;
  /** [n, side, side, channels] in [0, 1]. */
  readonly pixels: Float32Array;
}

/** Reads, decodes and squares pictures; each that can't be is named in the report. `n * side * side * 3` bytes are held meanwhile. */
export async function readPictures(
  candidates: readonly Entry[],
  options: ImportOptions,
  decode: DecodePicture,
  report: ReportBuilder,
  pace: Pace,
): Promise<ReadPictures> {
  const side = options.size ?? DEFAULT_PICTURE_SIDE;
  const chosen = Array.from(spreadIndices(candidates.length, options.limit), (index) => candidates[index]);
  if (chosen.length < candidates.length) {
    report.note(`Read ${counted(chosen.length, "picture")} of ${candidates.length.toLocaleString("en-US")}, evenly spread.`);
  }
  const size = side * side * 3;
  checkMemory(chosen.length, options.channels === "rgb" ? size : side * side, report);
  const squares = new Uint8Array(chosen.length * size);
  const state = new Uint8Array(chosen.length);
  const alone = new Turnstile();
  let next = 0;
  let done = 0;
  const lane = async () => {
    for (let i = next++; i < chosen.length; i = next++) {
      await pace.step(done, chosen.length, "Reading pictures");
      try {
        const grey = await readOne(chosen[i], side, options, decode, squares.subarray(i * size, (i + 1) * size), alone, pace);
        state[i] = grey ? GREY : COLOUR;
      } catch (error) {
        if (isAbort(error)) throw error;
        report.problem(chosen[i].path, reasonOf(error));
      }
      done++;
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  await pace.step(done, chosen.length, "Reading pictures");

  const kept = chosen.map((_, i) => i).filter((i) => state[i] !== LEFT_OUT);
  const allGrey = kept.every((i) => state[i] === GREY);
  const channels = options.channels === "auto" ? (allGrey ? 1 : 3) : options.channels === "grey" ? 1 : 3;
  if (options.channels === "auto" && allGrey && kept.length > 0) report.note("All pictures are grey.");
  checkMemory(kept.length, side * side * channels, report);
  return { entries: kept.map((i) => chosen[i]), side, channels, pixels: toFloats(squares, kept, size, channels) };
}

const LEFT_OUT = 0;
const GREY = 1;
const COLOUR = 2;

/** Whether the picture is grey; its pixels go to `out`. */
async function readOne(
  entry: Entry,
  side: number,
  options: ImportOptions,
  decode: DecodePicture,
  out: Uint8Array,
  alone: Turnstile,
  pace: Pace,
): Promise<boolean> {
  if (entry.size === 0) throw new UnreadableError("The file is empty (0 bytes).");
  if (entry.size > MAX_FILE_BYTES) {
    throw new UnreadableError(`The file is ${byteSize(entry.size)} large; pictures up to ${byteSize(MAX_FILE_BYTES)} are read.`);
  }
  const bytes = await entry.bytes(pace);
  const kind = sniff(bytes.subarray(0, SNIFFED_BYTES));
  if (!isPicture(kind)) throw new UnreadableError(whyNotPicture(kind));
  const { width, height } = checkPicture(bytes, kind);
  const work = async () => squareRgb(await decode(bytes, entry.path), side, options.fit, out);
  try {
    return await (width * height > LARGE_PIXELS ? alone.pass(work) : work());
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new UnreadableError(
      `It is a ${kind.toUpperCase()} picture that can't be decoded: its data is damaged or of a rare kind.`,
    );
  }
}

function toFloats(squares: Uint8Array, kept: readonly number[], size: number, channels: 1 | 3): Float32Array {
  const perImage = channels === 3 ? size : size / 3;
  const pixels = new Float32Array(kept.length * perImage);
  let to = 0;
  for (const index of kept) {
    const from = index * size;
    if (channels === 3) for (let i = 0; i < size; i++) pixels[to++] = squares[from + i] / 255;
    else
      for (let i = from; i < from + size; i += 3) {
        const grey = squares[i] === squares[i + 1] && squares[i] === squares[i + 2];
        pixels[to++] = (grey ? squares[i] : luma(squares[i], squares[i + 1], squares[i + 2])) / 255;
      }
  }
  return pixels;
}

/** Lets one piece of work through at a time. */
class Turnstile {
  #last: Promise<unknown> = Promise.resolve();

  pass<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
