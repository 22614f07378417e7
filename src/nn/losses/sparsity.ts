import * as tf from "../tfjs";

/** Keeps the logarithms finite where a unit is always on or always off. */
const floor = 1e-6;

/** Mean of |z| over the values of a batch of codes [b, d]. */
export function absoluteSparsity(codes: tf.Tensor): tf.Scalar {
  return tf.mean(tf.abs(codes)) as tf.Scalar;
}

/**
 * Σ_j KL(ρ ‖ ρ̂_j) = Σ_j ρ log(ρ / ρ̂_j) + (1 − ρ) log((1 − ρ) / (1 − ρ̂_j)), where ρ̂_j is the mean activation of unit j over
 * the batch [b, d], activations in (0, 1), and ρ the wanted one (Ng, Sparse autoencoder, CS294A lecture notes, 2011). ρ̂ is
 * taken over the images at hand, so that a batch computed in parts is asked for sparsity part by part.
 */
export function activationSparsity(activations: tf.Tensor, rho: number): tf.Scalar {
  const mean = tf.clipByValue(tf.mean(activations, 0), floor, 1 - floor);
  const on = tf.mul(tf.log(mean), -rho);
  const off = tf.mul(tf.log(tf.sub(1, mean)), rho - 1);
  const entropy = rho * Math.log(rho) + (1 - rho) * Math.log(1 - rho);
  return tf.sum(tf.add(tf.add(on, off), entropy)) as tf.Scalar;
}
