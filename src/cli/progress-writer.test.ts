import { describe, expect, it } from "vitest";
import { ProgressWriter } from "./progress-writer";

/** What is written by and by, and a clock in ms. */
function recorded(terminal: { readonly columns: number } | null) {
  const written: string[] = [];
  const clock = { now: 1000 };
  const output = { write: (text: string) => written.push(text), ...(terminal ? { isTTY: true, ...terminal } : {}) };
  return { writer: new ProgressWriter(output, () => clock.now), written, clock };
}

describe("the line of progress", () => {
  it("leaves no first line in a file of what is soon over", () => {
    const { writer, written, clock } = recorded(null);
    writer.update("Looking at files 0/268");
    clock.now += 4_000;
    writer.update("Looking at files 200/268");
    writer.say("268 images.");
    expect(written).toEqual(["268 images.\n"]);
    clock.now += 1_000;
    writer.update("Pretraining 1/50");
    writer.update("Pretraining 2/50");
    writer.update("Joint training", true);
    expect(written.slice(1)).toEqual(["Pretraining 1/50\n", "Joint training\n"]);
  });

  it("is written over in a terminal, whole where it fits or nobody knows how wide that is", () => {
    for (const [columns, shown] of [
      [80, "Looking at files 0/268"],
      [0, "Looking at files 0/268"],
      [12, "Looking at…"],
    ] as const) {
      const { writer, written, clock } = recorded({ columns });
      writer.update("Looking at files 0/268");
      writer.update("Looking at files 1/268");
      clock.now += 100;
      writer.update("Looking at files 2/268");
      expect(written[0]).toBe(`\r\x1b[K${shown}`);
      expect(written).toHaveLength(2);
    }
  });
});
