import { afterEach, expect, it, vi } from "vitest";
import { openTurns } from "./turns";

afterEach(() => {
  vi.unstubAllGlobals();
});

it("lets a waiting message be handled before the next turn but one", async () => {
  const turns = openTurns();
  const { port1, port2 } = new MessageChannel();
  let heard = 0;
  port1.addEventListener("message", () => {
    heard += 1;
  });
  port1.start();
  for (let i = 1; i <= 100; i++) {
    port2.postMessage(null);
    await turns.next();
    await turns.next();
    expect(heard).toBe(i);
  }
  turns.close();
  port1.close();
  port2.close();
});

it("comes back after every microtask where there is only MessageChannel", async () => {
  vi.stubGlobal("setImmediate", undefined);
  const turns = openTurns();
  const order: string[] = [];
  const back = turns.next().then(() => order.push("turn"));
  let chain = Promise.resolve();
  for (let i = 0; i < 100; i++) chain = chain.then(() => {});
  await chain.then(() => order.push("microtasks"));
  await back;
  await turns.next();
  turns.close();
  expect(order).toEqual(["microtasks", "turn"]);
});

it("lets several wait at a time, each for a turn of its own, in their order", async () => {
  vi.stubGlobal("setImmediate", undefined);
  const turns = openTurns();
  const order: number[] = [];
  await Promise.all([1, 2, 3].map((name) => turns.next().then(() => order.push(name))));
  turns.close();
  expect(order).toEqual([1, 2, 3]);
});
