import type { RunId } from "../core/ids";
import { copyMatrix, type Matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import { giveUpThread } from "../core/turns";
import { principalComponents } from "../numerics/principal-components";
import type { ProjectorInput, ProjectorWish } from "./projector-protocol";
import { type Port, type Wire, wire } from "./wire";

/** A frame's codes and its layout by PCA. */
export interface FrameCodes {
  readonly runId: RunId;
  /** The run's. */
  readonly seed: number;
  readonly frame: number;
  readonly codes: Matrix;
  readonly layout: Float32Array;
  readonly final: boolean;
}

type ClosablePort = Port & { close(): void };

/** Codes larger than this go to the projector as their first principal components: it would need a second copy of the pixels. */
const mostBytes = 256 * 2 ** 20;
const componentsOfLarge = 50;

/** The engine's end of the port to the projector: hands over the codes of a frame whenever there is room for them. */
export class ProjectorLink {
  #wire: Wire<ProjectorInput, ProjectorWish> | null = null;
  #disconnect: () => void = () => {};
  #wanted = false;
  /** What the projector hasn't been sent yet. */
  #waiting: FrameCodes | null = null;
  #sending = false;
  /** The array behind the codes sent last: those of a method on pixels never change. */
  #sent: WeakRef<Float32Array> | null = null;

  connect(port: ClosablePort): void {
    this.close();
    this.#wire = wire<ProjectorInput, ProjectorWish>(port);
    const stopListening = this.#wire.listen(() => {
      this.#wanted = true;
      void this.#sendWanted();
    });
    this.#disconnect = () => {
      stopListening();
      port.close();
    };
    if (this.#waiting?.final) this.#wanted = true;
    void this.#sendWanted();
  }

  /** The newest codes. Those of a run that has ended are sent whether wanted or not. */
  offer(codes: FrameCodes): void {
    this.#waiting = codes;
    if (codes.final) this.#wanted = true;
    void this.#sendWanted();
  }

  /** All that was offered is of a run that is gone: the projector drops what it does and holds. */
  forget(): void {
    this.#waiting = null;
    this.#sent = null;
    this.#wire?.send({ kind: "forget" });
  }

  close(): void {
    this.#disconnect();
    this.#disconnect = () => {};
    this.#wire = null;
    this.#wanted = false;
    this.#sent = null;
  }

  async #sendWanted(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (this.#wire && this.#wanted && this.#waiting) await this.#sendOne(this.#wire, this.#waiting);
    } finally {
      this.#sending = false;
    }
  }

  async #sendOne(to: Wire<ProjectorInput, ProjectorWish>, offered: FrameCodes): Promise<void> {
    const { codes, layout, ...facts } = offered;
    // Copies, which move: the method and the frame keep theirs.
    const places = layout.slice();
    const copy = this.#sent?.deref() === codes.data ? null : await copyFor(codes);
    // While a large copy was made there may have come newer codes, another projector, or a new run.
    if (to !== this.#wire || offered !== this.#waiting) return;
    this.#waiting = null;
    this.#wanted = false;
    this.#sent = new WeakRef(codes.data);
    const moving = copy ? [copy.data.buffer, places.buffer] : [places.buffer];
    to.send({ kind: "codes", ...facts, codes: copy, layout: places }, moving);
  }
}

async function copyFor(codes: Matrix): Promise<Matrix> {
  if (codes.data.byteLength <= mostBytes) return copyMatrix(codes);
  const rng = Rng.fromSeed("projector link");
  return (await principalComponents(codes, componentsOfLarge, rng, giveUpThread)).scores;
}
