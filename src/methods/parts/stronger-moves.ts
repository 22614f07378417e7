import type { Augmentation } from "../../nn/augment";

/** `augmentation` with every turn, shift and zoom `strength` times as far; a picture is never shrunk or grown to nothing. */
export function moreMoves(augmentation: Augmentation, strength: number): Augmentation {
  const { rotation, shift, scale } = augmentation;
  return { ...augmentation, rotation: rotation * strength, shift: shift * strength, scale: Math.min(0.9, scale * strength) };
}
