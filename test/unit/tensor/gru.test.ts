import * as tf from '@tensorflow/tfjs'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { gru } from '../../../src/tensor/gru.js'
import { enginesHere, openHere } from '../../_util/engines.js'
import { Draw, errorOf } from '../../_util/float64.js'
import { gradientError, mixed, wave } from '../../_util/gradients.js'
import { type GruSize, gruOnHost } from '../../_util/gru-host.js'

/** H not a multiple of 4, of 16; one step; one column; more sequences than a tile of 64. */
const SIZES: readonly GruSize[] = [
  { dates: 1, n: 1, steps: 1, hidden: 1 },
  { dates: 3, n: 1, steps: 4, hidden: 5 },
  { dates: 1, n: 7, steps: 1, hidden: 16 },
  { dates: 5, n: 13, steps: 6, hidden: 16 },
  { dates: 3, n: 50, steps: 10, hidden: 32 },
]

const engines = await enginesHere()

function drawn(seed: number, { dates, n, steps, hidden }: GruSize) {
  const draw = new Draw(seed)
  return {
    inputs: draw.values((steps + dates - 1) * n * 3 * hidden),
    weights: draw.values(3 * hidden * hidden, 1 / Math.sqrt(hidden)),
    bias: draw.values(3 * hidden, 0.5),
    dy: draw.values(dates * n * hidden),
  }
}

type Drawn = ReturnType<typeof drawn>

/** The last state and the gradients of `Σ dy · state`. */
function onEngine({ inputs, weights, bias, dy }: Drawn, { dates, n, steps, hidden }: GruSize) {
  return tf.tidy(() => {
    const tensors = [
      tf.tensor3d(inputs, [steps + dates - 1, n, 3 * hidden]),
      tf.tensor2d(weights, [hidden, 3 * hidden]),
      tf.tensor1d(bias),
    ] as const
    const last = (i: tf.Tensor, w: tf.Tensor, b: tf.Tensor) =>
      gru(i as tf.Tensor3D, { weights: w as tf.Tensor2D, bias: b as tf.Tensor1D }, { steps })
    const weigh = tf.tensor3d(dy, [dates, n, hidden])
    const gradients = tf.grads((i, w, b) => last(i, w, b).mul(weigh).sum())([...tensors])
    return [last(...tensors), ...gradients].map((t) => t.dataSync<'float32'>().slice())
  })
}

describe.each(engines)('the GRU on %s', (engine) => {
  let before = 0
  beforeAll(async () => {
    await openHere(engine)
  })
  beforeEach(() => {
    before = tf.memory().numTensors
  })
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(before)
  })

  it.each(SIZES)(
    'has the state and gradients of float64: $dates × $n, T $steps, H $hidden',
    (size) => {
      const values = drawn(1, size)
      const exact = gruOnHost(values, values.dy, size)
      const [last, inputs, weights, bias] = onEngine(values, size)
      expect(errorOf(last, exact.last)).toBeLessThan(2e-6)
      expect(errorOf(inputs, exact.inputs)).toBeLessThan(5e-6)
      expect(errorOf(weights, exact.weights)).toBeLessThan(5e-6)
      expect(errorOf(bias, exact.bias)).toBeLessThan(5e-6)
    },
  )

  it('has the gradients of central differences', () => {
    const [dates, n, steps, hidden] = [2, 3, 3, 3]
    const inputs = [
      wave(0.1, [steps + dates - 1, n, 3 * hidden]),
      wave(0.7, [hidden, 3 * hidden]),
      wave(1.9, [3 * hidden]),
    ]
    const error = gradientError(
      (i, w, b) =>
        mixed(
          gru(i as tf.Tensor3D, { weights: w as tf.Tensor2D, bias: b as tf.Tensor1D }, { steps }),
        ),
      inputs,
    )
    tf.dispose(inputs)
    expect(error).toBeLessThan(2e-3)
  })

  it('a column without weight in the loss has no gradient and does not affect the others', () => {
    const size = { dates: 3, n: 5, steps: 4, hidden: 6 }
    const values = drawn(3, size)
    const masked = (fill: number): Drawn => ({
      ...values,
      inputs: values.inputs.map((x, i) => (isLast(i, 3 * size.hidden, size.n) ? fill : x)),
      dy: values.dy.map((x, i) => (isLast(i, size.hidden, size.n) ? 0 : x)),
    })
    const [some, others] = [onEngine(masked(0), size), onEngine(masked(2), size)]
    expect(some[1].some((x, i) => isLast(i, 3 * size.hidden, size.n) && x !== 0)).toBe(false)
    expect(others.slice(1)).toEqual(some.slice(1))
  })

  it('has the same state at inference, without the values for gradients', () => {
    const size = { dates: 4, n: 40, steps: 5, hidden: 12 }
    const { inputs, weights, bias } = drawn(4, size)
    tf.tidy(() => {
      const i = tf.tensor3d(inputs, [8, 40, 36])
      const params = { weights: tf.tensor2d(weights, [12, 36]), bias: tf.tensor1d(bias) }
      const trained = gru(i, params, { steps: 5 }).dataSync()
      const tensors = tf.memory().numTensors
      const last = gru(i, params, { steps: 5, training: false })
      expect(tf.memory().numTensors).toBe(tensors + 1)
      expect([...last.dataSync()]).toEqual([...trained])
    })
  })

  it('refuses sizes that do not fit', () => {
    tf.tidy(() => {
      const params = { weights: tf.zeros<tf.Rank.R2>([2, 6]), bias: tf.zeros<tf.Rank.R1>([6]) }
      expect(() => gru(tf.zeros([3, 1, 6]), params, { steps: 4 })).toThrow(/a GRU of 4 steps/)
      expect(() => gru(tf.zeros([3, 1, 9]), params, { steps: 2 })).toThrow(/inputs \[3,1,9\]/)
    })
  })
})

const isLast = (i: number, width: number, n: number) => Math.floor(i / width) % n === n - 1
