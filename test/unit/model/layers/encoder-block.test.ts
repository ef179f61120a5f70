import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import {
  encoderBlock,
  initEncoderBlock,
  lastOfEncoderBlock,
} from '../../../../src/model/layers/encoder-block.js'
import { keyOf } from '../../../../src/tensor/random.js'
import { enginesHere, openHere } from '../../../_util/engines.js'
import { wave } from '../../../_util/gradients.js'

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
