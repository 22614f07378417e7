import type { Pace } from "../../numerics/pace";
import type { Forces } from "./forces";

export interface Step {
  /** What multiplies the attraction: more than 1 early on, 1 in the end. */
  readonly exaggeration: number;
  readonly momentum: number;
  readonly learningRate: number;
}

const leastGain = 0.01;
/** Multiply-adds per number of the layout. */
const workOfNumber = 8;

/**
 * Gradient descent with momentum and a gain for every number of the layout, which grows by 0.2 while its gradient and its movement
 * agree and shrinks by a fifth where it turns round (JMLR 9, 2008, section 3.4, after Jacobs 1988). The layout stays centred.
 */
export class Descent {
  /** [n * dimensions] as it stands. */
  readonly layout: Float64Array;
  readonly #forces: Forces;
  readonly #dimensions: number;
  readonly #velocity: Float64Array;
  readonly #gains: Float64Array;
  readonly #means: Float64Array;

  /** Goes on from `layout`, which it changes. */
  constructor(layout: Float64Array, dimensions: number, forces: Forces) {
    this.layout = layout;
    this.#forces = forces;
    this.#dimensions = dimensions;
    this.#velocity = new Float64Array(layout.length);
    this.#gains = new Float64Array(layout.length).fill(1);
    this.#means = new Float64Array(dimensions);
  }

  async step({ exaggeration, momentum, learningRate }: Step, pace: Pace): Promise<void> {
    const { attraction, repulsion, factor } = this.#forces;
    const sum = await this.#forces.measure(this.layout, pace);
    // No pairs, no forces.
    const share = sum > 0 ? 1 / sum : 0;
    const velocity = this.#velocity;
    const gains = this.#gains;
    for (let p = 0; p < velocity.length; p++) {
      const gradient = factor * (exaggeration * attraction[p] - share * repulsion[p]);
      const gain = velocity[p] * gradient < 0 ? gains[p] + 0.2 : Math.max(leastGain, gains[p] * 0.8);
      gains[p] = gain;
      velocity[p] = momentum * velocity[p] - learningRate * gain * gradient;
      this.layout[p] += velocity[p];
    }
    this.#centre();
    if (pace.spend(velocity.length * workOfNumber)) await pace.turn();
  }

  #centre(): void {
    const { layout } = this;
    const dimensions = this.#dimensions;
    const means = this.#means.fill(0);
    for (let p = 0, c = 0; p < layout.length; p++, c = c + 1 === dimensions ? 0 : c + 1) means[c] += layout[p];
    for (let c = 0; c < dimensions; c++) means[c] *= dimensions / layout.length;
    for (let p = 0, c = 0; p < layout.length; p++, c = c + 1 === dimensions ? 0 : c + 1) layout[p] -= means[c];
  }
}
