import type { RunId } from "../core/ids";
import { copyMatrix, type Matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import { giveUpThread } from "../core/turns";
import { principalComponents } from "../numerics/principal-components";
import type { ProjectorCodes, ProjectorWish } from "./projector-protocol";
import { type Port, type Wire, wire } from "./wire";

/** A frame's codes and its layout by PCA. */
export interface FrameCodes {
  readonly runId: RunId;
  readonly frame: number;
  readonly codes: Matrix;
  readonly layout: Float32Array;
  readonly final: boolean;
}

/** Codes larger than this go to the projector as their first principal components: it would need a second copy of the pixels. */
const mostBytes = 256 * 2 ** 20;
const componentsOfLarge = 50;

/** The engine's end of the port to the projector: hands over the codes of a frame whenever there is room for them. */
export class ProjectorLink {
  #wire: Wire<ProjectorCodes, ProjectorWish> | null = null;
  #disconnect: () => void = () => {};
  #wanted = false;
  /** What the projector hasn't been sent yet. */
  #waiting: FrameCodes | null = null;
  #sending = false;
  /** The array behind the codes sent last: those of a method on pixels never change. */
  #sent: WeakRef<Float32Array> | null = null;

  connect(port: Port): void {
    this.close();
    this.#sent = null;
    this.#wire = wire<ProjectorCodes, ProjectorWish>(port);
    this.#disconnect = this.#wire.listen(() => {
      this.#wanted = true;
      void this.#sendWanted();
    });
    if (this.#waiting?.final) this.#wanted = true;
    void this.#sendWanted();
  }

  /** The newest codes. Those of a run that has ended are sent whether wanted or not. */
  offer(codes: FrameCodes): void {
    this.#waiting = codes;
    if (codes.final) this.#wanted = true;
    void this.#sendWanted();
  }

  /** The codes offered last are of a run that is gone. */
  forget(): void {
    this.#waiting = null;
  }

  close(): void {
    this.#disconnect();
    this.#wire = null;
    this.#wanted = false;
  }

  async #sendWanted(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    while (this.#wire && this.#wanted && this.#waiting) {
      const { runId, frame, codes, layout, final } = this.#waiting;
      const to = this.#wire;
      this.#waiting = null;
      this.#wanted = false;
      // Copies, which move: the method and the frame keep theirs.
      const places = layout.slice();
      const copy = this.#sent?.deref() === codes.data ? null : await copyFor(codes);
      this.#sent = new WeakRef(codes.data);
      const moving = copy ? [copy.data.buffer, places.buffer] : [places.buffer];
      to.send({ kind: "codes", runId, frame, codes: copy, layout: places, final }, moving);
      if (to !== this.#wire) this.#sent = null;
    }
    this.#sending = false;
  }
}

async function copyFor(codes: Matrix): Promise<Matrix> {
  if (codes.data.byteLength <= mostBytes) return copyMatrix(codes);
  const rng = Rng.fromSeed("projector link");
  return (await principalComponents(codes, componentsOfLarge, rng, giveUpThread)).scores;
}
