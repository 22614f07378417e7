import type { Side } from "../../nn/bench/side";
import type { SideId } from "./plan";
import type { RemoteSide } from "./side-process";
import { sideTitles } from "./side-titles";

/** The sides that could be opened, and sentences about what could not be done. */
export class SideSet {
  readonly faults: string[] = [];
  readonly #open = new Map<SideId, RemoteSide>();

  /** Opens a side, or writes down why not. */
  async open(id: SideId, start: () => Promise<RemoteSide>, what?: string): Promise<RemoteSide | null> {
    try {
      const side = await start();
      this.#open.set(id, side);
      return side;
    } catch (error) {
      this.#writeDown(id, error, what);
      return null;
    }
  }

  /** Those of `asked` that are open. */
  among(asked: readonly SideId[]): [SideId, Side][] {
    return asked.flatMap((id): [SideId, Side][] => {
      const side = this.#open.get(id);
      return side ? [[id, side]] : [];
    });
  }

  /** `step` on each open side of `asked` in turn; a failure is written down under `what`, and the next side goes on. */
  async each(asked: readonly SideId[], what: string, step: (side: Side, id: SideId) => Promise<void>): Promise<void> {
    for (const [id, side] of this.among(asked)) {
      try {
        await step(side, id);
      } catch (error) {
        this.#writeDown(id, error, what);
      }
    }
  }

  async close(id: SideId): Promise<void> {
    const side = this.#open.get(id);
    this.#open.delete(id);
    await side?.close();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((id) => this.close(id)));
  }

  #writeDown(id: SideId, error: unknown, what: string | undefined): void {
    const message = error instanceof Error ? error.message : String(error);
    this.faults.push(`${sideTitles[id]}${what ? `, ${what}` : ""}: ${message.replace(/\.$/, "")}.`);
  }
}
