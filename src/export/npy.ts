/**
 * `data` as an NPY file, version 1.0 (NumPy Enhancement Proposal 1), row-major, little-endian, of `shape`. NumPy loads it
 * with np.load. Throws where shape and length disagree.
 */
export function encodeNpy(data: Float32Array | Int32Array, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const size = shape.reduce((product, length) => product * length, 1);
  if (size !== data.length) throw new RangeError(`npy: [${shape.join(", ")}] needs ${size} values, got ${data.length}.`);
  const type = data instanceof Float32Array ? "<f4" : "<i4";
  // A tuple of one is written "(3,)".
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const dictionary = `{'descr': '${type}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // Magic, version and length take 10 bytes; numbers must begin at a multiple of 64, after a line end.
  const start = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const bytes = new Uint8Array(start + 4 * size);
  const view = new DataView(bytes.buffer);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  view.setUint16(8, start - 10, true);
  bytes.set(new TextEncoder().encode(`${dictionary.padEnd(start - 11)}\n`), 10);
  for (let i = 0, at = start; i < size; i++, at += 4) {
    if (type === "<f4") view.setFloat32(at, data[i], true);
    else view.setInt32(at, data[i], true);
  }
  return bytes;
}
