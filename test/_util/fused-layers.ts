import * as tf from '@tensorflow/tfjs'
import { attention } from '../../src/model/attention.js'
import { initLongConv, policyWeights } from '../../src/policy/long-conv.js'
import { blockMeasures } from '../../src/portfolio/measures.js'
import { normalise } from '../../src/portfolio/weights.js'
import { project, projectionOf } from '../../src/residuals/residuals.js'
import { windowsOf } from '../../src/residuals/windows.js'
import { gru } from '../../src/tensor/gru.js'
import { adamW } from '../../src/tensor/optim.js'
import { leaves, withLeaves } from '../../src/tensor/params.js'
import { keyOf } from '../../src/tensor/random.js'
import { Draw } from './float64.js'
import { mixed } from './gradients.js'

export const CASES = 40

/** Layers of the training step that an engine may have a kernel for, drawn at random. */
export type Layer = (draw: Draw) => {
  /** Trained tensors. */
  readonly inputs: readonly tf.Tensor[]
  readonly apply: (...inputs: tf.Tensor[]) => tf.Tensor
}

/** Factor weights, softmax over part of the assets; some dates without any asset. */
const attentionLayer: Layer = (draw) => {
  const [days, n, k, m] = [draw.size(1, 5), draw.size(1, 70), draw.size(1, 17), draw.size(1, 13)]
  const width = draw.size(1, 6)
  const model = attention({ factorCount: k, characteristicCount: m, width, init: 'unit' })
  const values = tf.tensor2d(draw.values(days * n * m), [days * n, m])
  const mask = tf.tensor3d(
    draw.values(days * n, 1).map((x) => +(x > -0.5)),
    [days, 1, n],
  )
  return {
    inputs: [
      tf.tensor2d(draw.values(m * width), [m, width]),
      tf.tensor2d(draw.values(k * width), [k, width]),
    ],
    apply: (embedding, queries) =>
      model.weights(
        { embedding: embedding as tf.Tensor2D, queries: queries as tf.Tensor2D },
        { values, mask },
      ),
  }
}

/** Residuals of the last dates. */
const projectionLayer: Layer = (draw) => {
  const [days, n, k] = [draw.size(1, 6), draw.size(1, 90), draw.size(1, 12)]
  const steps = draw.size(1, days)
  return {
    inputs: [
      tf.tensor3d(draw.values(days * k * n, 0.5), [days, k, n]),
      tf.tensor2d(draw.values(steps * n), [steps, n]),
    ],
    apply: (weights, vectors) =>
      project(projectionOf(weights as tf.Tensor3D, 0.5), vectors as tf.Tensor2D),
  }
}

const policyLayer =
  (scaling: 'percent' | 'volatility', input: 'cumulative' | 'raw'): Layer =>
  (draw) => {
    const [hidden, lookback] = [draw.size(1, 20), draw.size(2, 20)]
    const [steps, n] = [draw.size(1, 6), draw.size(1, 50)]
    const shape = { hidden, lookback, squash: 1e-3, input, scaling }
    const params = initLongConv(keyOf(draw.size(1, 1000)), shape)
    const mask = tf.tensor2d(
      draw.values(hidden * steps * n).map((x) => (x > -1 ? 1.1 : 0)),
      [hidden, steps * n],
    )
    const dropoutMask = draw.coin() ? mask : undefined
    const series = tf.tensor2d(draw.values((lookback + steps) * n, 0.01), [lookback + steps, n])
    return {
      inputs: [series, ...leaves(params)],
      apply: (residuals, ...tensors) =>
        policyWeights(
          withLeaves(params, tensors),
          windowsOf(residuals as tf.Tensor2D, lookback),
          shape,
          { dropoutMask },
        ),
    }
  }

const normaliseLayer: Layer = (draw) => {
  const shape: [number, number] = [draw.size(1, 9), draw.size(1, 90)]
  return {
    inputs: [tf.tensor2d(draw.values(shape[0] * shape[1]), shape)],
    apply: (weights) => normalise(weights as tf.Tensor2D),
  }
}

const measuresLayer: Layer = (draw) => {
  const [before, steps, n] = [draw.size(1, 4), draw.size(3, 20), draw.size(1, 40)]
  const days = before + steps
  const returns = tf.tensor2d(draw.values(days * n, 0.02), [days, n])
  const present = tf.tensor1d(draw.values(n).map((x) => +(x > -1)))
  const market = tf.tensor1d(draw.values(steps - 1, 0.01))
  const weights = {
    tradingCost: 1e-3,
    shortCost: 1e-4,
    explainedVarianceWeight: 4.8,
    hedged: draw.coin(),
  }
  return {
    inputs: [
      tf.tensor2d(draw.values(steps * n, 1 / n), [steps, n]),
      tf.tensor2d(draw.values(days * n, 0.02), [days, n]),
    ],
    apply: (books, residuals) =>
      tf.stack(
        blockMeasures(
          {
            books: books as tf.Tensor2D,
            residuals: residuals as tf.Tensor2D,
            returns,
            present,
            market,
          },
          weights,
        ),
      ),
  }
}

/** The last state of a GRU; sometimes with one column, one step or any width. */
const gruLayer: Layer = (draw) => {
  const [dates, n, steps] = [draw.size(1, 6), draw.size(1, 60), draw.size(1, 12)]
  const hidden = draw.size(1, 40)
  const width = 3 * hidden
  const rows = steps + dates - 1
  return {
    inputs: [
      tf.tensor3d(draw.values(rows * n * width), [rows, n, width]),
      tf.tensor2d(draw.values(hidden * width, 1 / Math.sqrt(hidden)), [hidden, width]),
      tf.tensor1d(draw.values(width, 0.5)),
    ],
    apply: (inputs, weights, bias) =>
      gru(
        inputs as tf.Tensor3D,
        { weights: weights as tf.Tensor2D, bias: bias as tf.Tensor1D },
        { steps },
      ),
  }
}

export const LAYERS: readonly (readonly [string, Layer])[] = [
  ['attention', attentionLayer],
  ['projection', projectionLayer],
  ['policy in percent', policyLayer('percent', 'cumulative')],
  ['policy in volatilities', policyLayer('volatility', 'raw')],
  ['normalise', normaliseLayer],
  ['measures', measuresLayer],
  ['GRU', gruLayer],
]

/** The value and every gradient of each case, on the open engine. */
export function answers(layer: Layer, offset: number): Float32Array[][] {
  return Array.from({ length: CASES }, (_, seed) =>
    tf.tidy(() => {
      const { inputs, apply } = layer(new Draw(offset + seed))
      const grads = tf.grads((...tensors) => mixed(apply(...tensors)))([...inputs])
      return [apply(...inputs), ...grads].map((t) => t.dataSync<'float32'>().slice())
    }),
  )
}

/** Parameters after three steps. */
export function moved(): Float32Array[][] {
  return [0.5, Number.POSITIVE_INFINITY].map((clipNorm) =>
    tf.tidy(() => {
      const draw = new Draw(5)
      const optimiser = adamW({ rate: () => 0.1, decay: (name) => +(name === 'a'), clipNorm })
      let params = { a: tf.tensor1d(draw.values(7)), b: tf.tensor2d(draw.values(6), [2, 3]) }
      let state = optimiser.init(params)
      for (let step = 0; step < 3; step++) {
        const gradients = [tf.tensor1d(draw.values(7)), tf.tensor2d(draw.values(6), [2, 3])]
        ;({ params, state } = optimiser.update(params, gradients, state))
      }
      return [...leaves(params), state.mean, state.square].map((t) =>
        t.dataSync<'float32'>().slice(),
      )
    }),
  )
}
