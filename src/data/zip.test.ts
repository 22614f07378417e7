import { deflateSync, strToU8, zipSync } from "fflate";
import { expect, test } from "vitest";
import { ReportBuilder } from "./import-report";
import { Pace } from "./pace";
import { zipEntries } from "./zip";

const pace = () => new Pace({ signal: new AbortController().signal, progress: () => {} });

async function open(bytes: Uint8Array<ArrayBuffer>) {
  const report = new ReportBuilder();
  const entries = await zipEntries("a.zip", new Blob([bytes]), report, pace());
  return { entries, report: report.build(0) };
}

test("entries are read one by one, stored and deflated, with heads", async () => {
  const text = "abcdefgh".repeat(5000);
  const { entries } = await open(zipSync({ "x/deep.txt": strToU8(text), "é.bin": [Uint8Array.of(1, 2, 3), { level: 0 }] }));
  expect(entries.map((entry) => [entry.path, entry.size])).toEqual([
    ["a.zip/x/deep.txt", 40000],
    ["a.zip/é.bin", 3],
  ]);
  expect(new TextDecoder().decode(await entries[0].bytes())).toBe(text);
  expect(new TextDecoder().decode(await entries[0].head(10))).toBe("abcdefghab");
  expect(Array.from(await entries[1].bytes())).toEqual([1, 2, 3]);
});

test("paths that climb out or are absolute are named and not opened", async () => {
  const byte = Uint8Array.of(7);
  const { entries, report } = await open(
    zipSync({ "../evil.png": byte, "/etc/x": byte, "c:\\x": byte, "a\\..\\..\\b": byte, "fine/a..b": byte }),
  );
  expect(entries.map((entry) => entry.path)).toEqual(["a.zip/fine/a..b"]);
  expect(report.problems.map((problem) => problem.reason)).toEqual([
    "Its path in the ZIP climbs out of the archive, so it was not opened.",
    "Its path in the ZIP is absolute, so it was not opened.",
    "Its path in the ZIP climbs out of the archive, so it was not opened.",
    "Its path in the ZIP is absolute, so it was not opened.",
  ]);
});

test("an entry that unpacks to more than it declares is stopped, and damage is named", async () => {
  const honest = zipSync({ a: new Uint8Array(100_000) });
  const lying = honest.slice();
  const view = new DataView(lying.buffer);
  const directory = view.getUint32(lying.length - 6, true);
  view.setUint32(directory + 24, 10, true);
  await expect((await open(lying)).entries[0].bytes()).rejects.toThrow("unpacks to more than 10 bytes");
  const stored = zipSync({ a: [Uint8Array.of(1, 2, 3), { level: 0 }] });
  stored[30 + 1] ^= 255;
  await expect((await open(stored)).entries[0].bytes()).rejects.toThrow("checksum");
});

test("a bomb by ratio and an encrypted entry are named", async () => {
  const zeros = new Uint8Array(20 * 1024 ** 2);
  const bomb = zipSync({ zeros });
  expect(deflateSync(zeros).length * 200).toBeLessThan(zeros.length);
  expect((await open(bomb)).report.problems[0].reason).toContain("claims to unpack from");
  const locked = zipSync({ a: Uint8Array.of(1) });
  const view = new DataView(locked.buffer);
  const directory = view.getUint32(locked.length - 6, true);
  view.setUint16(directory + 8, view.getUint16(directory + 8, true) | 1, true);
  expect((await open(locked)).report.problems[0].reason).toContain("encrypted");
});

test("a ZIP without its end is refused with a sentence", async () => {
  const whole = zipSync({ a: strToU8("hello") });
  await expect(open(whole.slice(0, whole.length - 30))).rejects.toThrow("damaged or cut short");
});
