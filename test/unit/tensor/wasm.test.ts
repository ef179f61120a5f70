import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import * as tf from '@tensorflow/tfjs'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { FUSED, hasKernel } from '../../../src/kernels/kernels.js'
import type { SideModule } from '../../../src/kernels/wasm/side-module.js'
import { gelu } from '../../../src/tensor/activations.js'
import { dropout } from '../../../src/tensor/dropout.js'
import { openEngine } from '../../../src/tensor/engine/engine.js'
import { dropoutMask, keyOf } from '../../../src/tensor/random.js'
import { Draw, errorOf } from '../../_util/float64.js'

const SOURCE = new URL('../../../src/kernels/wasm/', import.meta.url)

it('the committed modules equal a build of their source', { timeout: 120_000 }, async () => {
  const { compile, MODULE_NAMES } = await import(new URL('assembly/build.mjs', SOURCE).href)
  expect(MODULE_NAMES).toEqual(['side', 'side-relaxed', 'doubles'])
  for (const name of MODULE_NAMES) {
    const committed = readFileSync(new URL(`${name}.wasm`, SOURCE))
    expect(
      committed.equals(await compile(name)),
      `${name}.wasm is built anew by npm run build:wasm`,
    ).toBe(true)
  }
})

interface Product {
  readonly m: number
  readonly n: number
  readonly k: number
}

/** `op(A) op(B)` in double. */
function product(
  a: Float32Array,
  b: Float32Array,
  { m, n, k }: Product,
  [turnA, turnB]: readonly [boolean, boolean] = [false, false],
): Float64Array {
  const result = new Float64Array(m * n)
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      const x = a[turnA ? p * m + i : i * k + p]
      for (let j = 0; j < n; j++) result[i * n + j] += x * b[turnB ? j * k + p : p * n + j]
    }
  }
  return result
}

interface PartOf {
  readonly axis: number
  readonly begin: number
  readonly count: number
}

/** The values between two places of an axis, one by one. */
function partOf(values: Float32Array, shape: readonly number[], { axis, begin, count }: PartOf) {
  const inner = shape.slice(axis + 1).reduce((product, length) => product * length, 1)
  return [...values].filter((_, i) => {
    const place = Math.floor(i / inner) % shape[axis]
    return place >= begin && place < begin + count
  })
}

const tolerance = (inner: number) => 1e-6 * Math.sqrt(inner) + 1e-6

describe('on wasm, against float64', () => {
  let before = 0
  beforeAll(async () => {
    await openEngine('wasm')
  })
  beforeEach(() => {
    before = tf.memory().numTensors
    tf.engine().startScope()
  })
  afterEach(() => {
    tf.engine().endScope()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('uses its own kernels', () => {
    expect(Object.values(FUSED).filter((name) => !hasKernel(name))).toEqual([])
  })

  it('takes parts of tensors of any rank, along any axis, as a copy by hand does', () => {
    for (let seed = 0; seed < 200; seed++) {
      const draw = new Draw(seed)
      const shape = Array.from({ length: draw.size(1, 4) }, () => draw.size(1, 9))
      const values = draw.values(shape.reduce((product, length) => product * length, 1))
      const axis = draw.size(1, shape.length) - 1
      const begin = draw.size(1, shape[axis]) - 1
      const count = draw.size(1, shape[axis] - begin)
      const part = partOf(values, shape, { axis, begin, count })
      tf.tidy(() => {
        const whole = tf.tensor(values, shape)
        const from = shape.map((_, i) => (i === axis ? begin : 0))
        const size = shape.map((length, i) => (i === axis ? count : length))
        expect([...tf.slice(whole, from, size).dataSync()]).toEqual(part)
        const sizes = [begin, count, shape[axis] - begin - count]
        expect([...tf.split(whole, sizes, axis)[1].dataSync()]).toEqual(part)
        const one = partOf(values, shape, { axis, begin, count: 1 })
        const unstacked = tf.unstack(whole, axis)[begin]
        expect([...unstacked.dataSync()]).toEqual(one)
        expect(unstacked.shape).toEqual(shape.filter((_, i) => i !== axis))
      })
    }
  })

  it('takes parts along several axes, of whole numbers and rows by index', () => {
    const square = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 3])
    expect([...tf.slice(square, [1, 1], [2, -1]).dataSync()]).toEqual([5, 6, 8, 9])
    expect([...tf.slice(square.toInt(), [1, 0], [1, 3]).dataSync()]).toEqual([4, 5, 6])
    const rows = tf.gather(square, tf.tensor2d([[2, 0]], [1, 2], 'int32'))
    expect([rows.shape, [...rows.dataSync()]]).toEqual([
      [1, 2, 3],
      [7, 8, 9, 1, 2, 3],
    ])
    expect([...tf.gather(square, tf.tensor1d([2], 'int32'), 1).dataSync()]).toEqual([3, 6, 9])
  })

  it('computes 400 products of random sizes, transposed or not', () => {
    for (let seed = 0; seed < 400; seed++) {
      const draw = new Draw(seed)
      const size = { m: draw.size(1, 90), n: draw.size(1, 90), k: draw.size(1, 700) }
      const [turnA, turnB] = [draw.coin(), draw.coin()]
      const [a, b] = [draw.values(size.m * size.k), draw.values(size.k * size.n)]
      const got = tf.tidy(() =>
        tf
          .matMul(
            tf.tensor2d(a, turnA ? [size.k, size.m] : [size.m, size.k]),
            tf.tensor2d(b, turnB ? [size.n, size.k] : [size.k, size.n]),
            turnA,
            turnB,
          )
          .dataSync(),
      )
      const error = errorOf(got, product(a, b, size, [turnA, turnB]))
      expect(error, `${JSON.stringify({ seed, ...size, turnA, turnB })}`).toBeLessThan(
        tolerance(size.k),
      )
    }
  })

  it('computes 60 batches of products, equal or broadcast', () => {
    for (let seed = 0; seed < 60; seed++) {
      const draw = new Draw(1000 + seed)
      const size = { m: draw.size(1, 20), n: draw.size(1, 20), k: draw.size(1, 20) }
      const count = draw.size(1, 5)
      const shared = draw.coin()
      const a = draw.values(count * size.m * size.k)
      const b = draw.values((shared ? 1 : count) * size.k * size.n)
      const got = tf.matMul(
        tf.tensor3d(a, [count, size.m, size.k]),
        tf.tensor3d(b, [shared ? 1 : count, size.k, size.n]),
      )
      const expected = Array.from({ length: count }, (_, i) => {
        const left = a.subarray(i * size.m * size.k, (i + 1) * size.m * size.k)
        const from = shared ? 0 : i * size.k * size.n
        return [...product(left, b.subarray(from, from + size.k * size.n), size)]
      })
      expect(errorOf(got, expected.flat()), `case ${seed}`).toBeLessThan(tolerance(size.k))
    }
  })

  it('computes 60 sums over consecutive axes', () => {
    for (let seed = 0; seed < 60; seed++) {
      const draw = new Draw(2000 + seed)
      const [outer, middle, inner] = [draw.size(1, 9), draw.size(1, 5000), draw.size(1, 9)]
      const values = draw.values(outer * middle * inner).map((x) => x + 1)
      const expected = new Float64Array(outer * inner)
      values.forEach((x, i) => {
        expected[Math.floor(i / (middle * inner)) * inner + (i % inner)] += x
      })
      const got = tf.tensor3d(values, [outer, middle, inner]).sum(1)
      expect(got.shape).toEqual([outer, inner])
      expect(errorOf(got, expected), `case ${seed}`).toBeLessThan(1e-7)
    }
    expect(tf.ones([2, 3, 4]).sum([0, 2], true).arraySync()).toEqual([[[8], [8], [8]]])
    expect(tf.ones([2, 3]).sum().dataSync()[0]).toBe(6)
  })

  it('computes sigmoid, tanh, GELU and its gradient for any length', () => {
    const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
    const twice = (x: number) => 2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)
    const steep = (x: number) => 2 * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x)
    for (let seed = 0; seed < 40; seed++) {
      const draw = new Draw(3000 + seed)
      const values = draw.values(draw.size(1, 300), 4)
      const x = tf.tensor1d(values)
      const each = (f: (x: number) => number) => Float64Array.from(values, f)
      expect(errorOf(tf.sigmoid(x), each(sigmoid))).toBeLessThan(3e-7)
      expect(errorOf(tf.tanh(x), each(Math.tanh))).toBeLessThan(6e-7)
      expect(
        errorOf(
          gelu(x),
          each((v) => v * sigmoid(twice(v))),
        ),
      ).toBeLessThan(1e-6)
      const slope = each((v) => {
        const s = sigmoid(twice(v))
        return s + v * s * (1 - s) * steep(v)
      })
      expect(errorOf(tf.grad((v) => gelu(v).sum())(x), slope)).toBeLessThan(4e-6)
    }
  })

  it('draws the same dropout mask as every engine', () => {
    for (const [rows, columns] of [
      [1, 1],
      [3, 5],
      [7, 9],
      [32, 100],
    ] as const) {
      const mask = dropout(keyOf(rows), [rows, columns], 0.3)
      expect([...mask.dataSync()]).toEqual([...dropoutMask(keyOf(rows), rows * columns, 0.3)])
    }
  })

  it('propagates numbers that are not finite', () => {
    const x = tf.tensor1d([Number.NaN, 1, 2, 3, Number.NaN])
    for (const y of [tf.sigmoid(x), gelu(x)]) {
      expect([...y.dataSync()].map(Number.isNaN)).toEqual([true, false, false, false, true])
    }
  })
})

/** Node's types leave WebAssembly out. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: object) => { readonly exports: object }
  Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer }
}

describe.each([
  ['plain', 'side.wasm'],
  ['relaxed', 'side-relaxed.wasm'],
] as const)('the %s build', (_, file) => {
  const binary = readFileSync(new URL(file, SOURCE))

  it('multiplies 100 random matrices as in float64', (context) => {
    if (!WebAssembly.validate(binary)) setFlagsFromString('--experimental-wasm-relaxed-simd')
    if (!WebAssembly.validate(binary)) context.skip('this V8 has no relaxed SIMD')
    const { side, heap } = opened(binary)
    for (let seed = 0; seed < 100; seed++) {
      const draw = new Draw(4000 + seed)
      const size = { m: draw.size(1, 60), n: draw.size(1, 60), k: draw.size(1, 600) }
      const [a, b] = [draw.values(size.m * size.k), draw.values(size.k * size.n)]
      const got = multiplied(side, heap, { a, b, size })
      expect(errorOf(got, product(a, b, size)), `case ${seed}`).toBeLessThan(tolerance(size.k))
    }
  })
})

/** The side module over a memory of its own. */
function opened(binary: Buffer) {
  const memory = new WebAssembly.Memory({ initial: 64 })
  const instance = new WebAssembly.Instance(new WebAssembly.Module(binary), { env: { memory } })
  return {
    side: instance.exports as unknown as SideModule,
    heap: new Float32Array(memory.buffer),
  }
}

const [AT_A, AT_B, AT_C, SCRATCH] = [0, 1 << 19, 1 << 20, 3 << 19]

interface Multiplied {
  readonly a: Float32Array
  readonly b: Float32Array
  readonly size: Product
  /** Whether A, or B, is read as its transpose. */
  readonly turned?: readonly [boolean, boolean]
}

function multiplied(
  side: SideModule,
  heap: Float32Array,
  { a, b, size: { m, n, k }, turned: [turnA, turnB] = [false, false] }: Multiplied,
): Float32Array {
  heap.set(a, AT_A / 4)
  heap.set(b, AT_B / 4)
  const left = turnA ? [4, 4 * m] : [4 * k, 4]
  const right = turnB ? [4, 4 * k] : [4 * n, 4]
  side.matMul(m, n, k, AT_A, ...left, AT_B, ...right, AT_C, SCRATCH)
  return heap.slice(AT_C / 4, AT_C / 4 + m * n)
}

/** The product in float32, passes of 256 terms summed in order, then added to those before. */
function inPasses({ a, b, size: { m, n, k }, turned = [false, false] }: Multiplied): Float32Array {
  const result = new Float32Array(m * n)
  for (let at = 0; at < m * n; at++) {
    const [i, j] = [Math.floor(at / n), at % n]
    for (let from = 0; from < k; from += 256) {
      let pass = 0
      for (let p = from; p < Math.min(k, from + 256); p++) {
        const [x, y] = [a[turned[0] ? p * m + i : i * k + p], b[turned[1] ? j * k + p : p * n + j]]
        pass = Math.fround(pass + Math.fround(x * y))
      }
      result[at] = Math.fround(pass + result[at])
    }
  }
  return result
}

it('sums the terms of a product in one order, whatever path its size takes', () => {
  const { side, heap } = opened(readFileSync(new URL('side.wasm', SOURCE)))
  const widths = [16, 20, 64, 72]
  for (let seed = 0; seed < 64; seed++) {
    const draw = new Draw(5000 + seed)
    const size = { m: draw.size(1, 70), n: widths[seed % 4], k: draw.size(1, 600) }
    const [a, b] = [draw.values(size.m * size.k), draw.values(size.k * size.n)]
    const turned = [draw.coin(), draw.coin()] as const
    const drawn = { a, b, size, turned }
    expect(multiplied(side, heap, drawn), `case ${seed}`).toEqual(inPasses(drawn))
  }
})
