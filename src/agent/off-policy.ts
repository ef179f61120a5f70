import * as tf from '@tensorflow/tfjs'
import { foldIn, type Key, split } from '../tensor/random.js'
import type { Action } from './action.js'
import type { EnvironmentState } from './environment.js'
import type { AgentMarket } from './market.js'
import type { LearningSettings } from './ppo-settings.js'
import { type Replay, type ReplayBatch, replayBatch } from './replay.js'
import { walk } from './walk.js'

export interface OffPolicySettings extends LearningSettings {
  /** Transitions kept. */
  readonly capacity: number
  /** Steps against the gradient after each rollout. */
  readonly descents: number
  readonly batch: number
}

/** Adds a rollout to the replay; the environments after it. */
export function fill(
  market: AgentMarket,
  replay: Replay,
  environments: readonly EnvironmentState[],
  { steps, terms }: OffPolicySettings,
  { key, choose }: { key: Key; choose: (observation: Float32Array, draw: number) => Action },
): EnvironmentState[] {
  return walk(market, environments, terms, {
    steps,
    key,
    choose,
    record: (transition) => replay.add(transition),
  })
}

/** Calls `use` with so many batches drawn from the replay, and disposes each. */
export function eachBatch(
  market: AgentMarket,
  replay: Replay,
  { descents, batch: count, rewardScale }: OffPolicySettings,
  key: Key,
  use: (batch: ReplayBatch) => void,
): void {
  for (let i = 0; i < descents; i++) {
    const batch = replayBatch(market, replay.draw(foldIn(key, i), count), rewardScale)
    use(batch)
    tf.dispose({ ...batch })
  }
}

/** Keys of an update's rollout and of its batches. */
export function turnKeys(key: Key): readonly [Key, Key] {
  const [walkKey, batchesKey] = split(key, 2)
  return [walkKey, batchesKey]
}
