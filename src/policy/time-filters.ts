import * as tf from '@tensorflow/tfjs'
import { matMul } from '../tensor/linalg.js'

/** Windows of L values each, to be filtered: C filters by lag over J windows. Lag 0 is the newest. */
export interface TimeFilters {
  /** Learnt lag weights `[C, L]` → `[C, J]`. */
  apply(taps: tf.Tensor2D): tf.Tensor2D
  /** The same for lag weights that are not learnt. */
  applyConstant(taps: tf.Tensor2D): tf.Tensor2D
  /** The filters over the squared values. */
  squared(): TimeFilters
}

/** Windows given one by one, `[L, J]`, row l the values at lag l. */
export function filtersOfWindows(windows: tf.Tensor2D): TimeFilters {
  return {
    apply: (taps) => matMul(taps, windows),
    applyConstant: (taps) => matMul(taps, windows, 'right'),
    squared: () => filtersOfWindows(windows.square()),
  }
}

/** The 0/1 tensors that lay lag weights out over time; constants of (L, B), made once. */
export interface Layout {
  readonly lookback: number
  readonly steps: number
  /** `[L, B·D]`, D = L + B: 1 where lag l of output b reads day `b + L − 1 − l`. */
  readonly selector: tf.Tensor2D
}

export function createLayout(lookback: number, steps: number): Layout {
  const days = lookback + steps
  const selector = new Float32Array(lookback * steps * days)
  for (let lag = 0; lag < lookback; lag++) {
    for (let b = 0; b < steps; b++) {
      selector[(lag * steps + b) * days + b + lookback - 1 - lag] = 1
    }
  }
  return { lookback, steps, selector: tf.tensor2d(selector, [lookback, steps * days]) }
}

/**
 * The windows of a series `[D, n]`, D = L + B days: window (b, i) holds days b … b + L − 1 of
 * asset i, J = B·n of them, `b·n + i`. The day an output decides for is never read.
 *
 * Each filter is one banded (Toeplitz) matrix `[B, D]`, so C filters are one product
 * `[C·B, D] × [D, n]`; no window is ever copied out.
 */
export function filtersOverTime(
  series: tf.Tensor2D,
  layout: Layout,
  { learnt = true }: { learnt?: boolean } = {},
): TimeFilters {
  const { steps, selector } = layout
  const [days, n] = series.shape
  const banded = (taps: tf.Tensor2D): tf.Tensor2D =>
    matMul(taps, selector, 'left').reshape([taps.shape[0] * steps, days])
  const laidOut = (product: tf.Tensor, channels: number): tf.Tensor2D =>
    product.reshape([channels, steps * n])
  return {
    apply: (taps) => laidOut(matMul(banded(taps), series, learnt ? 'both' : 'left'), taps.shape[0]),
    applyConstant: (taps) => laidOut(matMul(banded(taps), series, 'right'), taps.shape[0]),
    squared: () => filtersOverTime(series.square(), layout, { learnt }),
  }
}
