import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { openEngine } from '../../../src/tensor/engine/engine.js'
import {
  countParams,
  disposeParams,
  entries,
  fromBytes,
  mapParams,
  type Params,
  toBytes,
  withLeaves,
} from '../../../src/tensor/params.js'

const make = () => ({
  policy: {
    kernel: tf.tensor2d([
      [1.5, -2],
      [3e-8, 4],
    ]),
    bias: tf.scalar(0.1),
  },
  factors: { queries: tf.tensor1d([5, 6, 7]) },
})

describe.each(['cpu', 'wasm'] as const)('params on %s', (engine) => {
  beforeAll(async () => {
    await openEngine(engine)
  })

  it('are restored from their bytes bit for bit, with their metadata', () => {
    const params = make()
    const { params: back, meta } = fromBytes(toBytes(params, { factorCount: 3 }))
    expect(meta).toEqual({ factorCount: 3 })
    expect(entries(back).map(([name, t]) => [name, t.shape, [...t.dataSync()]])).toEqual(
      entries(params).map(([name, t]) => [name, t.shape, [...t.dataSync()]]),
    )
    disposeParams(params)
    disposeParams(back)
  })

  it('have the same bytes for any order of writing', () => {
    const a = make()
    const b: Params = { factors: a.factors, policy: a.policy }
    expect(toBytes(b)).toEqual(toBytes(a))
    disposeParams(a)
  })

  it('refuse changed or truncated bytes', () => {
    const params = make()
    const bytes = toBytes(params)
    disposeParams(params)
    for (const at of [bytes.length - 1, bytes.length - 20]) {
      const changed = bytes.slice()
      changed[at] ^= 1
      expect(() => fromBytes(changed)).toThrow(/checksum/)
    }
    expect(() => fromBytes(bytes.slice(0, -4))).toThrow(/checksum/)
    expect(() => fromBytes(bytes.slice(0, 10))).toThrow(/cut short/)
  })

  it('are mapped, counted and listed by dotted name', () => {
    const params = make()
    expect(countParams(params)).toBe(8)
    expect(entries(params).map(([name]) => name)).toEqual([
      'factors.queries',
      'policy.bias',
      'policy.kernel',
    ])
    const doubled = mapParams(params, (t) => t.mul(2))
    expect([...doubled.factors.queries.dataSync()]).toEqual([10, 12, 14])
    const swapped = withLeaves(
      params,
      entries(doubled).map(([, t]) => t),
    )
    expect(swapped.policy.bias).toBe(doubled.policy.bias)
    disposeParams(params)
    disposeParams(doubled)
  })
})
