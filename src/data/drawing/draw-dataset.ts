import type { Images } from "../../core/images";
import { Rng } from "../../core/rng";
import type { Dataset, LoadContext } from "../dataset";
import { hashImages } from "../dataset-hash";

/** 2 GiB of float32: what a tab can be asked to hold. */
const MOST_VALUES = 2 ** 29;
/** The thread is given up after about this many values, some tens of milliseconds of drawing, so that a cancel is heard. */
const VALUES_A_TURN = 2 ** 16;

/** A seeded, labelled dataset that a program draws. */
export interface Drawing {
  readonly id: string;
  readonly title: string;
  readonly seed: number;
  readonly count: number;
  /** Side in pixels. */
  readonly size: number;
  readonly channels: 1 | 3;
  /** One name a class. */
  readonly names: readonly string[];
  /** Fills `target` [size, size, channels] with an image of class `code`, all values in [0, 1]. */
  draw(target: Float32Array, code: number, rng: Rng): void;
}

/**
 * Draws all images. Classes come in shuffled rounds of one each, so that any count is balanced to within one, and image i
 * depends on the seed and i alone: a larger count extends a smaller. Pixels are rounded to 256 levels, as in a picture
 * file, which also hides the last bit in which engines differ on sin and exp: the same options give the same bytes everywhere.
 * Throws the signal's reason when aborted, and a sentence when the images would not fit in memory.
 */
export async function drawDataset(drawing: Drawing, { signal, progress }: LoadContext): Promise<Dataset> {
  const { count, size, channels, names } = drawing;
  const length = size * size * channels;
  if (count * length > MOST_VALUES) {
    const gigabytes = ((count * length * 4) / 1e9).toFixed(1);
    const most = Math.floor(MOST_VALUES / length);
    throw new RangeError(
      `${count} images of ${size} × ${size} need ${gigabytes} GB of memory; ask for at most ${most} of this size, or for smaller ones.`,
    );
  }
  signal.throwIfAborted();
  const base = Rng.fromSeed(`${drawing.id}/${drawing.seed}`);
  const pixels = new Float32Array(count * length);
  const codes = new Int32Array(count);
  const paths: string[] = [];
  let round = new Int32Array(0);
  let drawn = 0;
  for (let i = 0; i < count; i++) {
    const place = i % names.length;
    if (place === 0) round = Int32Array.from(base.fork(`round ${i / names.length}`).permutation(names.length));
    const target = pixels.subarray(i * length, (i + 1) * length);
    codes[i] = round[place];
    drawing.draw(target, codes[i], base.fork(`image ${i}`));
    for (let p = 0; p < length; p++) target[p] = Math.round(target[p] * 255) / 255;
    paths.push(`${drawing.id}/${names[codes[i]]}/${String(i).padStart(6, "0")}.png`);
    drawn += length;
    if (drawn >= VALUES_A_TURN) {
      drawn = 0;
      progress(i + 1, count, `Drawing ${drawing.id}`);
      await giveUpThread();
      signal.throwIfAborted();
    }
  }
  const images: Images = {
    shape: { count, height: size, width: size, channels },
    pixels,
    paths,
    truth: { codes, names },
  };
  const hash = await hashImages(images);
  signal.throwIfAborted();
  progress(count, count, `Drawing ${drawing.id}`);
  return {
    title: drawing.title,
    images,
    report: { files: 0, images: count, problems: [], problemCount: 0, notes: [`Drawn by a program from seed ${drawing.seed}.`] },
    hash,
    original: async () => null,
  };
}

/** Lets waiting messages in; a message to oneself, since nested timers are held back by 4 ms each. */
function giveUpThread(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
