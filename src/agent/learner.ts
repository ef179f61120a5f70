import { setImmediate } from 'node:timers/promises'
import * as tf from '@tensorflow/tfjs'
import { assert } from '../lib/assert.js'
import { AbortedError } from '../lib/errors.js'
import type { NamedValue } from '../results.js'
import { cloneParams } from '../tensor/params.js'
import { foldIn, type Key, split } from '../tensor/random.js'
import type { Mlp } from './mlp.js'

/** A method of reinforcement learning on one market. */
export interface Learner<State> {
  readonly updates: number
  start(key: Key): State
  /** Rollouts, then steps against the gradient; disposes the tensors of the state before. */
  update(state: State, update: number, key: Key): Updated<State>
  /** The network whose outputs rank the actions. */
  network(state: State): Mlp
  dispose(state: State): void
}

export interface Updated<State> {
  readonly state: State
  readonly measures: readonly NamedValue[]
}

export interface LearnOptions {
  readonly key: Key
  readonly signal?: AbortSignal
  readonly onUpdate?: (measures: readonly NamedValue[], update: number) => void
}

/** The network after all updates, which the caller disposes. The keys determine every bit of it. */
export async function learn<State>(
  learner: Learner<State>,
  { key, signal, onUpdate = () => {} }: LearnOptions,
): Promise<Mlp> {
  const [startKey, updatesKey] = split(key, 2)
  let state = learner.start(startKey)
  try {
    for (let update = 0; update < learner.updates; update++) {
      await setImmediate() // lets messages and signals through
      if (signal?.aborted) throw new AbortedError('training was stopped', { cause: signal.reason })
      const before = tf.memory().numTensors
      const updated = learner.update(state, update, foldIn(updatesKey, update))
      state = updated.state
      const grown = tf.memory().numTensors - before
      assert(grown === 0, `an update left ${grown} tensors`)
      onUpdate(updated.measures, update)
    }
    return cloneParams(learner.network(state))
  } finally {
    learner.dispose(state)
  }
}
