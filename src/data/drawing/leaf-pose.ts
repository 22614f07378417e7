import type { Rng } from "../../core/rng";
import type { Polyline } from "./control-path";
import type { LeafPlan } from "./leaf-plan";
import { boundsOf, placeAt, type Warp, warpLine } from "./placement";

/** `plan` as the camera sees it, in pixels, y downwards; `amount` 1 is usual, 0 is flat, upright and centred. */
export function poseLeaf(plan: LeafPlan, size: number, amount: number, rng: Rng): LeafPlan {
  const tilted = mapLeaf(plan, tilt(amount, rng));
  const bounds = boundsOf([...tilted.blades, tilted.stalk]);
  const fill = size * (0.92 - 0.14 * Math.min(1, amount) * rng.uniform());
  const scale = fill / Math.max(bounds.right - bounds.left, bounds.bottom - bounds.top);
  const shift = 0.02 * size * amount;
  return mapLeaf(tilted, placeAt(bounds, scale, size / 2 + shift * rng.normal(), size / 2 + shift * rng.normal()));
}

/** Bend along the midrib, fold of each half, perspective and turn; the y axis is turned downwards. */
function tilt(amount: number, rng: Rng): Warp {
  const bend = 0.12 * amount * rng.normal();
  const foldLeft = 1 - 0.2 * amount * rng.uniform();
  const foldRight = 1 - 0.2 * amount * rng.uniform();
  const squeeze = 1 - 0.14 * amount * rng.uniform();
  const nearX = 0.18 * amount * rng.normal();
  const nearY = 0.18 * amount * rng.normal();
  const turn = 0.3 * amount * rng.normal();
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return (u, v) => {
    const t = v - 0.4;
    const x = u * (u < 0 ? foldLeft : foldRight) + bend * t * t * 2;
    const y = squeeze * t;
    const depth = Math.max(0.4, 1 + nearX * x + nearY * y);
    return [(cos * x + sin * y) / depth, (sin * x - cos * y) / depth];
  };
}

function mapLeaf(plan: LeafPlan, warp: Warp): LeafPlan {
  const each = (lines: readonly Polyline[]) => lines.map((line) => warpLine(line, warp));
  return {
    blades: each(plan.blades),
    rightHalves: each(plan.rightHalves),
    stalk: warpLine(plan.stalk, warp),
    midribs: each(plan.midribs),
    sideVeins: each(plan.sideVeins),
  };
}
