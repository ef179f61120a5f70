import * as tf from '@tensorflow/tfjs'
import { FUSED, hasKernel, runKernel } from '../kernels/kernels.js'
import { keepFor } from '../tensor/gradient.js'
import { isOnHost } from '../tensor/linalg.js'

/**
 * The L residuals before each of B dates, `[L, B·n]` of `[L + B, n]`: column `b·n + i` is asset i's
 * window on date L + b, row l its residual l + 1 dates before, so row 0 is the newest. A date
 * is never in its own window, so the last row is not read.
 */
export function windowsOf(series: tf.Tensor2D, lookback: number): tf.Tensor2D {
  const size = { lookback, steps: series.shape[0] - lookback, n: series.shape[1] }
  return tf.customGrad((s, save) => {
    keepFor(save, []) // the gradient needs no values
    return {
      value: gather(s as tf.Tensor2D, size),
      gradFunc: (dy: tf.Tensor) => scatter(dy as tf.Tensor2D, size),
    }
  })(series) as tf.Tensor2D
}

function gather(series: tf.Tensor2D, size: Size): tf.Tensor {
  if (hasKernel(FUSED.windows)) {
    return runKernel(FUSED.windows, { series }, { lookback: size.lookback })[0]
  }
  return isOnHost() ? gatherOnHost(series, size) : gatherOnDevice(series, size)
}

function scatter(dy: tf.Tensor2D, size: Size): tf.Tensor {
  if (hasKernel(FUSED.windowsGradient)) {
    return runKernel(FUSED.windowsGradient, { dy }, { n: size.n })[0]
  }
  return isOnHost() ? scatterOnHost(dy, size) : scatterOnDevice(dy, size)
}

interface Size {
  readonly lookback: number
  readonly steps: number
  readonly n: number
}

function gatherOnHost(series: tf.Tensor2D, { lookback, steps, n }: Size): tf.Tensor2D {
  const values = series.dataSync()
  const windows = new Float32Array(lookback * steps * n)
  for (let lag = 0; lag < lookback; lag++) {
    const from = (lookback - 1 - lag) * n
    windows.set(values.subarray(from, from + steps * n), lag * steps * n)
  }
  return tf.tensor2d(windows, [lookback, steps * n])
}

/** Each residual's gradient is the sum over the windows that contain it. */
function scatterOnHost(windows: tf.Tensor, { lookback, steps, n }: Size): tf.Tensor2D {
  const values = windows.dataSync()
  const width = steps * n
  const series = new Float32Array((lookback + steps) * n)
  for (let lag = 0; lag < lookback; lag++) {
    const to = (lookback - 1 - lag) * n
    const from = lag * width
    for (let i = 0; i < width; i++) series[to + i] += values[from + i]
  }
  return tf.tensor2d(series, [lookback + steps, n])
}

export function gatherOnDevice(series: tf.Tensor2D, { lookback, steps, n }: Size): tf.Tensor2D {
  return tf.tidy(() => {
    const rows = Array.from({ length: lookback }, (_, lag) =>
      tf.slice2d(series, [lookback - 1 - lag, 0], [steps, n]).reshape<tf.Tensor2D>([1, steps * n]),
    )
    return tf.concat2d(rows, 0)
  })
}

/**
 * Pads rows to D·n and reshapes them into rows of (D − 1)·n: row l, oldest first, shifts right by l
 * dates, to the dates of its residuals; one sum over the rows then adds the gradients.
 */
export function scatterOnDevice(windows: tf.Tensor2D, { lookback, steps, n }: Size): tf.Tensor2D {
  return tf.tidy(() => {
    const days = lookback + steps
    const oldestFirst = tf.reverse2d(windows, 0)
    const padded = tf.pad2d(oldestFirst, [
      [0, 0],
      [0, lookback * n],
    ])
    const skewed = tf.slice1d(padded.flatten(), 0, lookback * (days - 1) * n)
    const summed = skewed.reshape([lookback, (days - 1) * n]).sum(0)
    return tf.pad2d(summed.reshape([days - 1, n]), [
      [0, 1],
      [0, 0],
    ])
  })
}
