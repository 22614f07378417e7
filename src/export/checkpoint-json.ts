import type { SavedState } from "../core/saved-state";
import type { Checkpoint } from "../worker/protocol";

/**
 * Checkpoints as text. JSON has no typed arrays and no NaN, so these stand as records with one key that starts with "$":
 * `{"$array":"Float32Array","base64":"…"}` (the bytes as they lie in memory, little-endian on every machine this runs on)
 * and `{"$number":"NaN"}`. A key of the state's own that starts with "$" gets a second one.
 */

const arrayTypes = { Float32Array, Float64Array, Int32Array, Uint8Array };
type ArrayName = keyof typeof arrayTypes;
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Thrown for a file that is not a checkpoint; the message is a sentence for the user. */
export class CheckpointFormatError extends Error {
  override readonly name = "CheckpointFormatError";
}

/** `checkpoint` as JSON text, which checkpointFromJson reads back to an equal one. */
export function checkpointToJson(checkpoint: Checkpoint): string {
  return JSON.stringify({ kind: "kindred-checkpoint", ...checkpoint, state: encodeState(checkpoint.state) });
}

/** The checkpoint in `text`. Throws CheckpointFormatError where it is something else, or of a format this version can't read. */
export function checkpointFromJson(text: string): Checkpoint {
  const { kind, state, ...facts } = recordIn(text);
  if (kind !== "kindred-checkpoint") throw new CheckpointFormatError("This file is not a Kindred checkpoint.");
  if (facts.format !== 1) {
    throw new CheckpointFormatError(`This checkpoint has format ${String(facts.format)}, but this version reads format 1.`);
  }
  const later = facts.elapsedMs === undefined ? [] : ["elapsedMs"];
  const numbers = ["clusters", "seed", "epoch", ...later].filter((name) => typeof facts[name] !== "number");
  const texts = ["methodId", "datasetHash"].filter((name) => typeof facts[name] !== "string");
  const records = typeof facts.values === "object" && facts.values !== null ? [] : ["values"];
  const missing = [...numbers, ...texts, ...records, ...(state === undefined ? ["state"] : [])];
  if (missing.length > 0) throw new CheckpointFormatError(`This checkpoint is damaged: it lacks ${missing.join(", ")}.`);
  return { ...(facts as Omit<Checkpoint, "state">), state: decodeState(state as Json) };
}

/** `state` as plain JSON values; decodeState is its inverse. */
export function encodeState(state: SavedState): Json {
  if (typeof state === "number") {
    return Number.isFinite(state) && !Object.is(state, -0) ? state : { $number: Object.is(state, -0) ? "-0" : String(state) };
  }
  if (state === null || typeof state !== "object") return state;
  if (isTypedArray(state)) return { $array: state.constructor.name, base64: toBase64(bytesOf(state)) };
  if (isList(state)) return state.map(encodeState);
  return Object.fromEntries(Object.entries(state).map(([key, value]) => [escaped(key), encodeState(value)]));
}

/** Throws CheckpointFormatError for an array of unknown type or of broken bytes. */
export function decodeState(json: Json): SavedState {
  if (json === null || typeof json !== "object") return json;
  if (Array.isArray(json)) return json.map(decodeState);
  if (typeof json.$number === "string") return Number(json.$number);
  if (json.$array !== undefined) return decodeArray(json.$array, json.base64);
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key.startsWith("$$") ? key.slice(1) : key, decodeState(value)]),
  );
}

function decodeArray(name: Json, base64: Json | undefined): SavedState {
  if (typeof name !== "string" || !(name in arrayTypes) || typeof base64 !== "string") {
    throw new CheckpointFormatError(`This checkpoint is damaged: it holds an array of type ${JSON.stringify(name)}.`);
  }
  const ArrayType = arrayTypes[name as ArrayName];
  try {
    return new ArrayType(fromBase64(base64).buffer);
  } catch {
    throw new CheckpointFormatError(`This checkpoint is damaged: the bytes of a ${name} are broken.`);
  }
}

function recordIn(text: string): Record<string, unknown> {
  let parsed: unknown = null;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Told below, together with other things that are no record.
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new CheckpointFormatError("This file is not a Kindred checkpoint.");
  }
  return parsed as Record<string, unknown>;
}

const escaped = (key: string) => (key.startsWith("$") ? `$${key}` : key);

/** Array.isArray does not narrow a readonly list. */
const isList = (state: object): state is readonly SavedState[] => Array.isArray(state);

const isTypedArray = (state: object): state is InstanceType<(typeof arrayTypes)[ArrayName]> =>
  Object.values(arrayTypes).some((ArrayType) => state instanceof ArrayType);

const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** A multiple of 3, so that only the last piece is padded, and small enough to spread into one call. */
const pieceLength = 3 * 8192;

function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let from = 0; from < bytes.length; from += pieceLength) {
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(from, from + pieceLength))));
  }
  return pieces.join("");
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
