import * as tf from '@tensorflow/tfjs'
import { FUSED, hasKernel, runKernel } from '../kernels/kernels.js'
import { keepFor } from '../tensor/gradient.js'
import { type Key, normals, split, uniforms } from '../tensor/random.js'
import type { Characteristics, FactorModel } from './factor-model.js'

export type AttentionParams = {
  /** `W_K`, `[M, d]` */
  readonly embedding: tf.Tensor2D
  /** `Q`, `[K, d]` */
  readonly queries: tf.Tensor2D
}

export interface AttentionShape {
  readonly factorCount: number
  readonly characteristicCount: number
  readonly width: number
  /** `fan-in`: uniform ± 1/√inputs; `unit`: standard normal, so that scores differ from the start. */
  readonly init: 'fan-in' | 'unit'
  /** A factor on the first parameters. */
  readonly initScale?: number
  /** τ of `softmax(Q X̃ᵀ / (τ √d))`; 1 by default. Below 1 factors hold fewer names. */
  readonly temperature?: number
}

/** Added to the scores outside the universe: `exp` of it is exactly 0, and an empty date stays finite. */
const MASKED_SCORE = -1e9

/**
 * Attention factors: `ω^F = softmax_i(Q X̃ᵀ / (τ √d))` with `X̃ = X W_K` (Epstein et al. 2025, section 3, τ = 1).
 * Each factor is a long-only, fully invested portfolio of the universe.
 */
export function attention(shape: AttentionShape): FactorModel<AttentionParams> {
  return {
    init: (key) => initAttention(key, shape),
    weights: (params, characteristics) =>
      tf.tidy(() =>
        hasKernel(FUSED.attention)
          ? attend(foldedOf(params, shape.temperature), characteristics)
          : masked(scores(params, characteristics, shape.temperature), characteristics.mask),
      ),
  }
}

function initAttention(
  key: Key,
  { factorCount, characteristicCount, width, init, initScale = 1 }: AttentionShape,
): AttentionParams {
  const [embeddingKey, queriesKey] = split(key, 2)
  const draw = (drawKey: Key, rows: number, inputs: number) =>
    init === 'unit'
      ? tf.tensor2d(
          normals(drawKey, rows * width).map((x) => initScale * x),
          [rows, width],
        )
      : tf.tensor2d(
          uniforms(drawKey, rows * width).map((u) => (initScale * (2 * u - 1)) / Math.sqrt(inputs)),
          [rows, width],
        )
  return {
    embedding: draw(embeddingKey, characteristicCount, characteristicCount),
    queries: draw(queriesKey, factorCount, width),
  }
}

/** Scores `[D, K, n]`: `X (W_K Qᵀ) / (τ √d)`, folded so that the data are multiplied only by `[M, K]`. */
export function scores(
  params: AttentionParams,
  { values, mask }: Characteristics,
  temperature?: number,
): tf.Tensor3D {
  return tf.tidy(() => {
    const [days, , n] = mask.shape
    return scoreDates(foldedOf(params, temperature), values, days, n)
  })
}

/** `A = W_K Qᵀ / (τ √d)`, `[M, K]`. */
function foldedOf({ embedding, queries }: AttentionParams, temperature = 1): tf.Tensor2D {
  return tf.customGrad((w, q, save) => {
    const scale = 1 / (temperature * Math.sqrt(embedding.shape[1]))
    keepFor(save, [w as tf.Tensor, q as tf.Tensor])
    return {
      value: tf.matMul(w as tf.Tensor2D, q as tf.Tensor2D, false, true).mul(scale),
      gradFunc: (dy: tf.Tensor, [byWidth, byQuery]: tf.Tensor[]) => {
        const scaled = dy.mul<tf.Tensor2D>(scale)
        return [
          tf.matMul(scaled, byQuery as tf.Tensor2D),
          tf.matMul(scaled, byWidth as tf.Tensor2D, true, false),
        ]
      },
    }
  })(embedding, queries) as tf.Tensor2D
}

/** Scores and softmax in one kernel, the scores never stored. */
function attend(folded: tf.Tensor2D, { values, mask }: Characteristics): tf.Tensor3D {
  return tf.customGrad((a, save) => {
    const [weights] = runKernel(FUSED.attention, { folded: a as tf.Tensor, values, mask })
    keepFor(save, [values, weights])
    return {
      value: weights,
      gradFunc: (dy: tf.Tensor, [x, w]: tf.Tensor[]) =>
        runKernel(FUSED.attentionGradient, { dy, values: x, weights: w })[0],
    }
  })(folded) as tf.Tensor3D
}

/** `S_d = Aᵀ X_dᵀ`, with `∂A = (∂S X)ᵀ` over all dates in one product. */
function scoreDates(
  folded: tf.Tensor2D,
  values: tf.Tensor2D,
  days: number,
  n: number,
): tf.Tensor3D {
  const factorCount = folded.shape[1]
  return tf.customGrad((a, save) => {
    keepFor(save, [values])
    return {
      value: tf
        .matMul(values, a as tf.Tensor2D)
        .reshape([days, n, factorCount])
        .transpose([0, 2, 1]),
      gradFunc: (dy: tf.Tensor, [x]: tf.Tensor[]) => {
        const byFactor = dy.transpose([1, 0, 2]).reshape([factorCount, days * n])
        return tf.transpose(tf.matMul(byFactor, x))
      },
    }
  })(folded) as tf.Tensor3D
}

function masked(raw: tf.Tensor3D, mask: tf.Tensor3D): tf.Tensor3D {
  const barrier = mask.sub(1).mul(-MASKED_SCORE)
  return tf.softmax(raw.add<tf.Tensor3D>(barrier)).mul(mask)
}
