import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import {
  type EncoderBlock,
  encoderBlock,
  initEncoderBlock,
  lastOfEncoderBlock,
  type TokenLayout,
} from '../../../../src/model/layers/encoder-block.js'
import { linear } from '../../../../src/model/layers/linear.js'
import { gelu } from '../../../../src/tensor/activations.js'
import { hasEncoder } from '../../../../src/tensor/encoder.js'
import { layerNorm } from '../../../../src/tensor/layer-norm.js'
import { attention } from '../../../../src/tensor/multi-head.js'
import { leaves, withLeaves } from '../../../../src/tensor/params.js'
import { keyOf } from '../../../../src/tensor/random.js'
import { enginesHere, openHere } from '../../../_util/engines.js'
import { Draw, errorOf } from '../../../_util/float64.js'
import { mixed, wave } from '../../../_util/gradients.js'

const engines = await enginesHere()

describe.each(engines)('the last token of a block on %s', (engine) => {
  it('is that of the whole block, masked or not', async () => {
    await openHere(engine)
    const [sequences, steps, width] = [3, 5, 8]
    tf.tidy(() => {
      const block = initEncoderBlock(keyOf(1), width)
      const tokens = wave<tf.Tensor2D>(0.3, [sequences * steps, width])
      const mask = tf.tensor2d(
        Array.from({ length: sequences * steps }, (_, i) => Number(i % 3 > 0)),
        [sequences, steps],
      )
      for (const layout of [
        { sequences, steps, heads: 2 },
        { sequences, steps, heads: 2, mask },
      ]) {
        const whole = encoderBlock(block, tokens, layout).reshape([sequences, steps, width])
        const last = whole.slice([0, steps - 1, 0], [sequences, 1, width]).dataSync()
        const alone = lastOfEncoderBlock(block, tokens, layout).dataSync()
        for (const [i, value] of alone.entries()) expect(value).toBeCloseTo(last[i], 5)
      }
    })
  })
})

/** The block as its layers one after the other. */
function byLayers(
  { attentionNorm, query, key, value, output, feedNorm, up, down }: EncoderBlock,
  tokens: tf.Tensor2D,
  { sequences, steps, heads, mask }: TokenLayout,
): tf.Tensor2D {
  const normed = layerNorm(attentionNorm, tokens)
  const projected = {
    queries: linear(query, normed),
    keys: tf.matMul<tf.Tensor2D>(normed, key),
    values: linear(value, normed),
  }
  const layout = { sequences, queries: steps, keys: steps, heads }
  const middle = tokens.add<tf.Tensor2D>(linear(output, attention(projected, layout, mask)))
  return middle.add(linear(down, gelu(linear(up, layerNorm(feedNorm, middle)))))
}

interface DrawnBlock {
  readonly block: EncoderBlock
  readonly tokens: tf.Tensor2D
  readonly layout: TokenLayout
}

/** Up to 600 rows: more than a tile of the kernel; half of them with a mask. */
function drawnBlock(seed: number): DrawnBlock {
  const draw = new Draw(seed)
  const [heads, perHead] = [draw.size(1, 4), draw.coin() ? 8 : draw.size(2, 9)]
  const steps = draw.coin() ? 8 : draw.size(1, 33)
  const sequences = draw.size(1, Math.floor(600 / steps))
  const width = heads * perHead
  const tokens = tf.tensor2d(draw.values(sequences * steps * width), [sequences * steps, width])
  const seen = draw.values(sequences * steps).map((x, i) => Number(i % steps === 0 || x > 0))
  const mask = draw.coin() ? { mask: tf.tensor2d(seen, [sequences, steps]) } : {}
  return {
    block: initEncoderBlock(keyOf(seed), width),
    tokens,
    layout: { sequences, steps, heads, ...mask },
  }
}

/** Values, then the gradients of the tokens and of each parameter. */
function evaluated({ block, tokens, layout }: DrawnBlock, of: typeof byLayers): Float32Array[] {
  const inputs = [tokens, ...leaves(block)]
  const gradients = tf.grads((x, ...rest) =>
    mixed(of(withLeaves(block, rest), x as tf.Tensor2D, layout)),
  )(inputs)
  return [of(block, tokens, layout), ...gradients].map((t) => t.dataSync<'float32'>().slice())
}

describe.each(engines)('a block on %s', (engine) => {
  it('is that of its layers one by one, on wasm bit for bit', async () => {
    await openHere(engine)
    const cases = hasEncoder() ? 12 : 2 // the layers themselves elsewhere
    for (let seed = 0; seed < cases; seed++) {
      const before = tf.memory().numTensors
      tf.tidy(() => {
        const drawn = drawnBlock(seed)
        const exact = evaluated(drawn, byLayers)
        evaluated(drawn, encoderBlock).forEach((values, i) => {
          const what = `case ${seed}, ${i}`
          if (engine === 'wasm') expect(values, what).toEqual(exact[i])
          expect(errorOf(values, Float64Array.from(exact[i])), what).toBeLessThan(5e-5)
        })
      })
      expect(tf.memory().numTensors).toBe(before)
    }
  })
})
