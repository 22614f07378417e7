import type { Pace } from "../../numerics/pace";
import type { SymmetricGraph } from "../symmetric-graph";
import type { Forces } from "./forces";
import { cellKind, Quadtree } from "./quadtree";

/** Costs in turns, in multiply-adds: measured. */
const workOfVisit = 5;
const workOfEdge = 6;

/**
 * The forces in the plane with the repulsion of far groups taken as one (Barnes-Hut; van der Maaten, Accelerating t-SNE using
 * tree-based algorithms, JMLR 15, 2014, section 4): O(n log n) a call. Groups count with their second moments too, not with their centres alone: at
 * an angle of 0.5 the force of 10,000 points is off by 0.4 % instead of 2.5 %, for a third more time. The attraction is exact along
 * the edges of `joint`, the sparse p_ij. An `angle` of at most 0.7 keeps a point from taking its own cell as one, whose centre is nearer than its diagonal.
 */
export class TreeForces implements Forces {
  readonly attraction: Float64Array;
  readonly repulsion: Float64Array;
  readonly factor = 4;
  readonly #joint: SymmetricGraph;
  readonly #n: number;
  readonly #angle: number;
  readonly #tree: Quadtree;
  /** Σ_j q_ij of the point that `#repel` looked at last. */
  #kernelSum = 0;

  constructor(joint: SymmetricGraph, angle: number) {
    this.#joint = joint;
    this.#n = joint.starts.length - 1;
    this.#angle = angle;
    this.#tree = new Quadtree(this.#n);
    this.attraction = new Float64Array(2 * this.#n);
    this.repulsion = new Float64Array(2 * this.#n);
  }

  async measure(layout: Float64Array, pace: Pace): Promise<number> {
    await this.#tree.build(layout, this.#angle, pace);
    let sum = 0;
    for (let p = 0; p < this.#n; p++) {
      const visits = this.#repel(p);
      sum += this.#kernelSum;
      if (pace.spend(visits * workOfVisit)) await pace.turn();
    }
    for (let i = 0; i < this.#n; i++) {
      this.#attract(i, layout);
      if (pace.spend((this.#joint.starts[i + 1] - this.#joint.starts[i]) * workOfEdge)) await pace.turn();
    }
    return sum;
  }

  /** What pushes the point that is number `p` in the tree's order; gives how many cells and points were looked at. */
  #repel(p: number): number {
    const { cells, figures, beyond, kinds, firsts, ends, places } = this.#tree;
    const x = places[2 * p];
    const y = places[2 * p + 1];
    let r0 = 0;
    let r1 = 0;
    let sum = 0;
    let visits = 0;
    for (let c = 0; c < cells; visits++) {
      const f = 8 * c;
      const d0 = x - figures[f];
      const d1 = y - figures[f + 1];
      const squared = d0 * d0 + d1 * d1;
      if (squared > figures[f + 3]) {
        // To second order in the points' offsets δ from the centre: (s0, s1) is Σ δ δ' times (d0, d1).
        const w = 1 / (1 + squared);
        const w2 = w * w;
        const xx = figures[f + 4];
        const xy = figures[f + 5];
        const yy = figures[f + 6];
        const s0 = xx * d0 + xy * d1;
        const s1 = xy * d0 + yy * d1;
        const along = w2 * (s0 * d0 + s1 * d1);
        const q = figures[f + 2] * w - w2 * (xx + yy);
        sum += q + 4 * w * along;
        const outward = w * (q - w2 * (xx + yy) + 12 * w * along);
        const across = 4 * w * w2;
        r0 += outward * d0 - across * s0;
        r1 += outward * d1 - across * s1;
        c = beyond[c];
      } else if (kinds[c] === cellKind.divided) c++;
      else {
        const inside = p >= firsts[c] && p < ends[c];
        if (kinds[c] === cellKind.heap) {
          const w = 1 / (1 + squared);
          const q = (figures[f + 2] - (inside ? 1 : 0)) * w;
          sum += q;
          r0 += q * w * d0;
          r1 += q * w * d1;
        } else {
          for (let o = firsts[c]; o < ends[c]; o++) {
            const e0 = x - places[2 * o];
            const e1 = y - places[2 * o + 1];
            const w = 1 / (1 + e0 * e0 + e1 * e1);
            sum += w;
            r0 += w * w * e0;
            r1 += w * w * e1;
          }
          // Itself: at no distance it adds nothing but 1.
          if (inside) sum -= 1;
          visits += ends[c] - firsts[c];
        }
        c++;
      }
    }
    const i = this.#tree.order[p];
    this.repulsion[2 * i] = r0;
    this.repulsion[2 * i + 1] = r1;
    this.#kernelSum = sum;
    return visits;
  }

  #attract(i: number, layout: Float64Array): void {
    const { starts, ends, weights } = this.#joint;
    const x = layout[2 * i];
    const y = layout[2 * i + 1];
    let a0 = 0;
    let a1 = 0;
    for (let e = starts[i], end = starts[i + 1]; e < end; e++) {
      const j = 2 * ends[e];
      const d0 = x - layout[j];
      const d1 = y - layout[j + 1];
      const a = weights[e] / (1 + d0 * d0 + d1 * d1);
      a0 += a * d0;
      a1 += a * d1;
    }
    this.attraction[2 * i] = a0;
    this.attraction[2 * i + 1] = a1;
  }
}
