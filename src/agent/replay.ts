import * as tf from '@tensorflow/tfjs'
import { type Key, uniforms } from '../tensor/random.js'
import { ACTIONS } from './action.js'
import { type AgentMarket, observationWidth, writeObservation } from './market.js'
import type { Transition } from './walk.js'

/** The last transitions, up to a capacity. An observation is kept as its row and what was held. */
export class Replay {
  readonly #capacity: number
  readonly #kept: Transition[] = []
  #added = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get size(): number {
    return this.#kept.length
  }

  add(transition: Transition): void {
    this.#kept[this.#added % this.#capacity] = transition
    this.#added++
  }

  /** `count` transitions, drawn with replacement. */
  draw(key: Key, count: number): Transition[] {
    return Array.from(uniforms(key, count), (u) => this.#kept[Math.floor(u * this.#kept.length)])
  }
}

/** b transitions as tensors. */
export interface ReplayBatch {
  /** `[b, w + 1]` before and after. */
  readonly before: tf.Tensor2D
  readonly after: tf.Tensor2D
  /** `[b, 3]`, 1 at the action taken. */
  readonly actions: tf.Tensor2D
  /** `[b]` each; `goesOn` is 0 where the episode ended. */
  readonly rewards: tf.Tensor1D
  readonly goesOn: tf.Tensor1D
}

export function replayBatch(
  market: AgentMarket,
  drawn: readonly Transition[],
  rewardScale: number,
): ReplayBatch {
  const vector = (of: (transition: Transition) => number) =>
    tf.tensor1d(Float32Array.from(drawn, of))
  return {
    before: observations(market, drawn),
    after: observations(market, drawn.map(nextOf)),
    actions: tf.tensor2d(
      drawn.map(({ action }) => ACTIONS.map((other) => Number(other === action))),
      [drawn.length, ACTIONS.length],
    ),
    rewards: vector(({ reward }) => rewardScale * reward),
    goesOn: vector(({ done }) => Number(!done)),
  }
}

/** Where a transition leads; after the end of an episode its own row, which is not read. */
function nextOf({ row, done, holdsAfter }: Transition) {
  return { row: done ? row : row + 1, holds: holdsAfter }
}

function observations(
  market: AgentMarket,
  seen: readonly { readonly row: number; readonly holds: boolean }[],
): tf.Tensor2D {
  const width = observationWidth(market)
  const values = new Float32Array(seen.length * width)
  seen.forEach((one, i) => {
    writeObservation(market, one, values, i * width)
  })
  return tf.tensor2d(values, [seen.length, width])
}
