import type { Pace } from "../../numerics/pace";

/**
 * The two parts of t-SNE's gradient at a layout y [n, dimensions] (van der Maaten, Accelerating t-SNE using tree-based algorithms,
 * JMLR 15, 2014, eq. 8), filled in by each call of `measure`. With the kernel w_ij = 1 / (1 + |y_i - y_j|^2 / ν), ν degrees of freedom, and
 * q_ij = w_ij^((ν + 1) / 2) before it is normalised:
 *
 *   gradient_i = 2 (ν + 1) / ν · (attraction_i - repulsion_i / Z)
 */
export interface Forces {
  /** [n * dimensions] Σ_j p_ij w_ij (y_i - y_j) */
  readonly attraction: Float64Array;
  /** [n * dimensions] Σ_j q_ij w_ij (y_i - y_j) */
  readonly repulsion: Float64Array;
  /** 2 (ν + 1) / ν */
  readonly factor: number;
  /** Fills both at `layout` and gives Z, the sum of q_ij over all ordered pairs. */
  measure(layout: Float64Array, pace: Pace): Promise<number>;
}
