import { foldIn, type Key, uniforms } from '../tensor/random.js'
import type { Terms } from './account.js'
import type { Action } from './action.js'
import { beginAt, type EnvironmentState, holdsShares, step } from './environment.js'
import { type AgentMarket, dateCount, observationWidth, writeObservation } from './market.js'

/** Several episodes on one market, in step. */
export interface Walk {
  readonly steps: number
  readonly key: Key
  /** The action on an observation; `draw` is uniform on [0, 1). */
  choose(observation: Float32Array, draw: number, place: number): Action
  /** What came of it. */
  record(transition: Transition, place: number): void
}

export interface Transition {
  readonly row: number
  readonly holds: boolean
  readonly action: Action
  readonly reward: number
  readonly holdsAfter: boolean
  readonly done: boolean
}

/**
 * Walks every environment by so many steps; place `s · E + e` is step s of environment e. An episode
 * that reaches the end of the market begins anew on a random row.
 */
export function walk(
  market: AgentMarket,
  environments: readonly EnvironmentState[],
  terms: Terms,
  { steps, key, choose, record }: Walk,
): EnvironmentState[] {
  const count = environments.length
  const draws = uniforms(foldIn(key, 'actions'), steps * count)
  const starts = uniforms(foldIn(key, 'starts'), steps * count)
  const observation = new Float32Array(observationWidth(market))
  const now = [...environments]
  for (let place = 0; place < steps * count; place++) {
    const before = now[place % count]
    const seen = { row: before.row, holds: holdsShares(before) }
    writeObservation(market, seen, observation)
    const action = choose(observation, draws[place], place)
    const { next, reward, done } = step(market, before, action, terms)
    record({ ...seen, action, reward, holdsAfter: holdsShares(next), done }, place)
    now[place % count] = done ? beginAt(startRow(market, starts[place], steps), terms) : next
  }
  return now
}

/** Environments on random rows, each with cash. */
export function begin(
  market: AgentMarket,
  key: Key,
  {
    count,
    steps,
    terms,
  }: { readonly count: number; readonly steps: number; readonly terms: Terms },
): EnvironmentState[] {
  return Array.from(uniforms(key, count), (draw) => beginAt(startRow(market, draw, steps), terms))
}

/** So early that `steps` rows are left, where the market is that long. */
function startRow(market: AgentMarket, draw: number, steps: number): number {
  return Math.floor(draw * Math.max(1, dateCount(market) - steps))
}
