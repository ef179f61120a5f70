import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { dense } from '../../../src/tensor/dense.js'
import { layerNorm } from '../../../src/tensor/layer-norm.js'
import { attention } from '../../../src/tensor/multi-head.js'
import { enginesHere, openHere } from '../../_util/engines.js'
import { Draw, errorOf } from '../../_util/float64.js'
import { gradientError, mixed, wave } from '../../_util/gradients.js'

const engines = await enginesHere()
const FUZZ = 60

/** One layer with inputs of random sizes; those after `moved` have no gradient. */
interface Drawn {
  readonly inputs: readonly { readonly values: Float32Array; readonly shape: readonly number[] }[]
  readonly moved: number
  readonly layer: (...inputs: tf.Tensor[]) => tf.Tensor
}

function drawnDense(seed: number): Drawn {
  const draw = new Draw(seed)
  const [rows, from, to] = [draw.size(1, 70), draw.size(1, 300), draw.size(1, 70)]
  return {
    inputs: [
      { values: draw.values(rows * from), shape: [rows, from] },
      { values: draw.values(from * to, 1 / Math.sqrt(from)), shape: [from, to] },
      { values: draw.values(to), shape: [to] },
    ],
    moved: 3,
    layer: (x, w, b) => dense(x as tf.Tensor2D, w as tf.Tensor2D, b as tf.Tensor1D),
  }
}

function drawnNorm(seed: number): Drawn {
  const draw = new Draw(seed)
  const [rows, width] = [draw.size(1, 200), draw.size(4, 300)]
  return {
    inputs: [
      { values: draw.values(rows * width).map((x) => 3 * x + 5), shape: [rows, width] },
      { values: draw.values(width), shape: [width] },
      { values: draw.values(width), shape: [width] },
    ],
    moved: 3,
    layer: (x, scale, shift) =>
      layerNorm({ scale: scale as tf.Tensor1D, shift: shift as tf.Tensor1D }, x as tf.Tensor2D),
  }
}

/** Half of them with a mask that leaves each sequence one key or more. */
function drawnAttention(seed: number): Drawn {
  const draw = new Draw(seed)
  const [sequences, queries, keys] = [draw.size(1, 6), draw.size(1, 21), draw.size(1, 33)]
  const [heads, perHead] = [draw.size(1, 4), draw.size(1, 18)]
  const width = heads * perHead
  const tokens = (count: number) => ({
    values: draw.values(sequences * count * width),
    shape: [sequences * count, width],
  })
  const mask = {
    values: draw.values(sequences * keys).map((x, i) => Number(i % keys === 0 || x > 0)),
    shape: [sequences, keys],
  }
  const layout = { sequences, queries, keys, heads }
  const masked = draw.coin()
  return {
    inputs: [tokens(queries), tokens(keys), tokens(keys), mask],
    moved: 3,
    layer: (q, k, v, m) => {
      const [queries, keys, values] = [q, k, v] as tf.Tensor2D[]
      return attention({ queries, keys, values }, layout, masked ? (m as tf.Tensor2D) : undefined)
    },
  }
}

/** The layer's value, then the gradients of `Σ wave · value`. */
function evaluated({ inputs, moved, layer }: Drawn): Float32Array[] {
  const before = tf.memory().numTensors
  const values = tf.tidy(() => {
    const tensors = inputs.map(({ values, shape }) => tf.tensor(values, [...shape]))
    const rest = tensors.slice(moved)
    const gradients = tf.grads((...some) => mixed(layer(...some, ...rest)))(tensors.slice(0, moved))
    return [layer(...tensors), ...gradients].map((t) => t.dataSync<'float32'>().slice())
  })
  expect(tf.memory().numTensors).toBe(before)
  return values
}

const LAYERS = { dense: drawnDense, 'layer norm': drawnNorm, attention: drawnAttention }

/** On the plain engine, in the operations that TensorFlow.js ships. */
const plain = new Map<string, Float32Array[]>()

describe.each(engines)('on %s', (engine) => {
  beforeAll(async () => {
    await openHere(engine)
  })

  it.each(Object.entries(LAYERS))('%s equals plain operations at every size', (name, drawn) => {
    for (let seed = 0; seed < FUZZ; seed++) {
      const got = evaluated(drawn(seed))
      const id = `${name} ${seed}`
      const exact = plain.get(id) ?? got
      plain.set(id, exact)
      got.forEach((values, i) => {
        expect(errorOf(values, Float64Array.from(exact[i])), `${id}, ${i}`).toBeLessThan(5e-5)
      })
    }
  })

  it('attention has the gradients of central differences', () => {
    const layout = { sequences: 2, queries: 3, keys: 5, heads: 2 }
    const inputs = [wave(0.1, [6, 6]), wave(0.7, [10, 6]), wave(1.9, [10, 6])]
    const error = gradientError((q, k, v) => {
      const projected = {
        queries: q as tf.Tensor2D,
        keys: k as tf.Tensor2D,
        values: v as tf.Tensor2D,
      }
      return mixed(attention(projected, layout))
    }, inputs)
    tf.dispose(inputs)
    expect(error).toBeLessThan(5e-3)
  })

  it('layer norm has the gradients of central differences', () => {
    const inputs = [wave(0.1, [4, 7]), wave(0.7, [7]), wave(1.9, [7])]
    const error = gradientError((x, scale, shift) => {
      const scaled = { scale: scale as tf.Tensor1D, shift: shift as tf.Tensor1D }
      return mixed(layerNorm(scaled, x as tf.Tensor2D))
    }, inputs)
    tf.dispose(inputs)
    expect(error).toBeLessThan(5e-3)
  })

  it('a masked key has no weight, whatever it holds', () => {
    const of = (held: number) =>
      tf.tidy(() => {
        const queries = wave<tf.Tensor2D>(0.2, [3, 4])
        const keys = tf.concat([wave<tf.Tensor2D>(0.4, [2, 4]), tf.fill([1, 4], held)])
        const mask = tf.tensor2d([[1, 1, 0]])
        const layout = { sequences: 1, queries: 3, keys: 3, heads: 2 }
        const projected = { queries, keys: keys as tf.Tensor2D, values: keys as tf.Tensor2D }
        return [...attention(projected, layout, mask).dataSync()]
      })
    expect(of(50)).toEqual(of(0))
  })
})
