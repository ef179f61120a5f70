import type * as tf from '@tensorflow/tfjs'

/**
 * What STORM reads of B dates, n assets for each of them and A places of the cross-section: the W rows known
 * before the date, 0 where missing.
 */
export interface StormInputs {
  /** `[B·n·P, p·D]`: patches of p dates, oldest first. */
  readonly patches: tf.Tensor2D
  /** `[B·W, A·D]`: a date's market, 0 for assets outside the universe of the date that is decided for. */
  readonly days: tf.Tensor2D
  /** `[B, n]`, 1 where the asset is in the universe. */
  readonly mask: tf.Tensor2D
}

/** What is learnt from besides: the first R channels, and returns. */
export interface StormTargets {
  /** `[B·n·P, p·R]` */
  readonly patches: tf.Tensor2D
  /** `[B·W, A·R]` */
  readonly days: tf.Tensor2D
  /** `[B, A]`, 1 where the place's asset is in the universe. */
  readonly present: tf.Tensor2D
  /** `[B, n]`, 0 where there is none. */
  readonly labels: tf.Tensor2D
  /** `[B, n]`, 1 where there is a label. */
  readonly labelled: tf.Tensor2D
}
