import type { SparseMatrix } from "../../numerics/sparse-matrix";

/**
 * Which images of a batch the graph joins, and which places hold one image: 1 there and 0 elsewhere, [b, b], symmetric, its diagonal 0. An
 * image may be in a batch more than once.
 */
export function batchEdges({ starts, columns }: Pick<SparseMatrix, "starts" | "columns">, images: Int32Array): Float32Array {
  const b = images.length;
  const joined = new Float32Array(b * b);
  const placesOf = new Map<number, number[]>();
  for (const [place, image] of images.entries()) {
    const places = placesOf.get(image);
    if (places) places.push(place);
    else placesOf.set(image, [place]);
  }
  const join = (place: number, image: number): void => {
    for (const other of placesOf.get(image) ?? []) {
      if (other === place) continue;
      joined[place * b + other] = 1;
      joined[other * b + place] = 1;
    }
  };
  for (const [place, image] of images.entries()) {
    join(place, image);
    for (let e = starts[image]; e < starts[image + 1]; e++) join(place, columns[e]);
  }
  return joined;
}
