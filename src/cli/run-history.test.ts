import { expect, it } from "vitest";
import { RunHistory } from "./run-history";

const facts = (...epochs: number[]) => epochs.map((epoch) => ({ epoch, phase: "p", losses: { total: 1 / epoch }, facts: {} }));

it("holds every epoch once, with its scores", () => {
  const history = new RunHistory();
  history.add(facts(0, 1));
  history.score(2, { acc: 0.5 });
  history.add(facts(2));
  history.add([]);
  expect(history.entries().map(({ epoch, scores }) => [epoch, scores?.acc])).toEqual([
    [0, undefined],
    [1, undefined],
    [2, 0.5],
  ]);
});

it("takes the later telling of epochs that a lost device had trained, and none of their old scores", () => {
  const history = new RunHistory();
  for (const epoch of [1, 2, 3, 4]) {
    history.add(facts(epoch));
    history.score(epoch, { acc: epoch / 10 });
  }
  history.deviceLost();
  // Trained once more from the checkpoint of epoch 1; the frame of epoch 3 overtakes its facts.
  history.add(facts(2));
  history.score(3, { acc: 0.9 });
  history.add(facts(3));
  expect(history.entries().map(({ epoch, scores }) => [epoch, scores?.acc])).toEqual([
    [1, 0.1],
    [2, undefined],
    [3, 0.9],
  ]);
});
