/** The k nearest points seen so far, nearest first, the lower index first among equals. */
export class NearestList {
  /** [k] squared distances, Infinity where nothing has come yet. */
  readonly squares: Float64Array;
  /** [k] */
  readonly indices: Int32Array;

  constructor(k: number) {
    this.squares = new Float64Array(k);
    this.indices = new Int32Array(k);
    this.clear();
  }

  /** The largest squared distance that may still enter. */
  get limit(): number {
    return this.squares[this.squares.length - 1];
  }

  clear(): void {
    this.squares.fill(Number.POSITIVE_INFINITY);
    this.indices.fill(0x7fffffff);
  }

  offer(square: number, index: number): void {
    const { squares, indices } = this;
    let at = squares.length - 1;
    if (!comesBefore(square, index, squares[at], indices[at])) return;
    for (; at > 0 && comesBefore(square, index, squares[at - 1], indices[at - 1]); at--) {
      squares[at] = squares[at - 1];
      indices[at] = indices[at - 1];
    }
    squares[at] = square;
    indices[at] = index;
  }
}

function comesBefore(square: number, index: number, otherSquare: number, otherIndex: number): boolean {
  return square < otherSquare || (square === otherSquare && index < otherIndex);
}
