import { describe, expect, test } from "vitest";
import { type RunRecord, runRecord, runRecordFromJson, runRecordToJson } from "./run-record";

const record: RunRecord = runRecord({
  finishedAt: "2025-01-02T03:04:05.000Z",
  recipe: {
    dataset: {
      title: "Digits",
      hash: "ab",
      shape: { count: 4, height: 2, width: 2, channels: 1 },
      classes: ["0", "1"],
      source: "builtin:digits?n=4",
    },
    method: "idec",
    recipe: null,
    values: { gamma: 0.1, widths: [500, 10], augment: true },
    clusters: 2,
    seed: 3,
  },
  environment: {
    version: "0.1.0",
    backend: { backend: "wasm", reason: "Asked for.", device: null, threads: 2, passedOver: [] },
    agent: "Node 20",
  },
  result: { reason: "Labels settled.", seconds: 1.5, epochs: 2, sizes: [3, 1], scores: { acc: 0.75 } },
  history: [
    { epoch: 0, phase: "pretrain", losses: {}, facts: {} },
    {
      epoch: 1,
      phase: "cluster",
      losses: { total: Number.NaN, kl: Number.POSITIVE_INFINITY },
      facts: { churn: 0.5 },
      scores: { acc: 0.75 },
    },
  ],
});

describe("run record", () => {
  test("comes back from its text, NaN and all", () => {
    expect(runRecordFromJson(runRecordToJson(record))).toEqual(record);
    expect(runRecordFromJson(runRecordToJson({ ...record, history: [] }))).toEqual({ ...record, history: [] });
    const unscored = { ...record, result: { ...record.result, scores: null } };
    expect(runRecordFromJson(runRecordToJson(unscored))).toEqual(unscored);
  });

  test("is plain JSON with one line an epoch", () => {
    const text = runRecordToJson(record);
    expect(JSON.parse(text)).toMatchObject({ kind: "kindred-run", format: 1, recipe: { method: "idec" } });
    expect(text.split("\n").filter((line) => line.includes('"epoch":')).length).toBe(2);
  });

  test.each([
    ["{", "not JSON"],
    ["null", "not the record of a Kindred run"],
    ['{"kind":"kindred-checkpoint","format":1}', "not the record of a Kindred run"],
    ['{"kind":"kindred-run","format":2}', "has format 2, but this version reads format 1"],
    ['{"kind":"kindred-run","format":1,"finishedAt":"","recipe":{},"environment":{},"history":{}}', "lacks result, history"],
  ])("refuses %s", (text, sentence) => {
    expect(() => runRecordFromJson(text)).toThrow(sentence);
  });
});
