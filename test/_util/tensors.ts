import * as tf from '@tensorflow/tfjs'
import { afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { type EngineName, openEngine } from '../../src/tensor/engine/engine.js'

/** Each test of the block runs on the engine, in its own scope, after which no tensor may remain. */
export function leavesNoTensorsOn(engine: EngineName): void {
  let before = 0
  beforeAll(async () => {
    await openEngine(engine)
  })
  beforeEach(() => {
    before = tf.memory().numTensors
    tf.engine().startScope()
  })
  afterEach(() => {
    tf.engine().endScope()
    expect(tf.memory().numTensors).toBe(before)
  })
}
