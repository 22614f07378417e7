/**
 * sums [segments, width] = for every segment the sum of the rows of x [count, width] whose id it is, in their order; rows
 * with an id outside [0, segments) are left out. Addresses in bytes.
 */
export function segmentSum(x: usize, ids: usize, sums: usize, count: i32, width: i32, segments: i32): void {
  const row = (<usize>width) << 2;
  memory.fill(sums, 0, <usize>segments * row);
  for (let i = 0; i < count; i++, x += row) {
    const id = load<i32>(ids + ((<usize>i) << 2));
    if (id < 0 || id >= segments) continue;
    const to = sums + <usize>id * row;
    let at: usize = 0;
    for (; at + 16 <= row; at += 16) v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(x + at)));
    for (; at < row; at += 4) store<f32>(to + at, load<f32>(to + at) + load<f32>(x + at));
  }
}
