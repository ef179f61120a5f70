import { beforeAll, describe, expect, it } from 'vitest'
import { BUY, SELL } from '../../../src/agent/action.js'
import { DQN, dqn } from '../../../src/agent/dqn.js'
import type { EnvironmentState } from '../../../src/agent/environment.js'
import { type Learner, learn } from '../../../src/agent/learner.js'
import type { AgentMarket } from '../../../src/agent/market.js'
import type { Mlp } from '../../../src/agent/mlp.js'
import { type PpoState, ppo } from '../../../src/agent/ppo.js'
import { LEARNING, PPO } from '../../../src/agent/ppo-settings.js'
import { policyPreferences, rankingOf, valuePreferences } from '../../../src/agent/preferences.js'
import { SAC, sac } from '../../../src/agent/sac.js'
import { Trader } from '../../../src/agent/trader.js'
import { AbortedError } from '../../../src/lib/errors.js'
import { openEngine } from '../../../src/tensor/engine/engine.js'
import { disposeParams, fromBytes, toBytes } from '../../../src/tensor/params.js'
import { foldIn, keyOf, split } from '../../../src/tensor/random.js'
import { leavesNoTensorsOn } from '../../_util/tensors.js'

/** The first input is the sign of the next return. */
const DATES = 120
const signs = Array.from({ length: DATES }, (_, t) => (Math.floor(t / 7) % 2 === 0 ? 1 : -1))
const market: AgentMarket = {
  width: 2,
  inputs: Float32Array.from(signs.flatMap((sign, t) => [sign, Math.sin(t)])),
  prices: signs.reduce(
    (prices, sign, t) => {
      prices[t + 1] = prices[t] * (1 + 0.02 * sign)
      return prices
    },
    new Float64Array(DATES + 1).fill(100),
  ),
}

const small = {
  ...LEARNING,
  updates: 12,
  environments: 2,
  steps: 32,
  hidden: 8,
  learningRate: 0.02,
  discount: 0.8,
}
const replayed = { descents: 10, batch: 32, capacity: 100 }
const learners = {
  ppo: (updates?: number) => ppo(market, { ...PPO, ...sized(updates) }),
  dqn: (updates?: number) => dqn(market, { ...DQN, ...sized(updates), ...replayed }),
  sac: (updates?: number) => sac(market, { ...SAC, ...sized(updates), ...replayed }),
} as const
const NAMES = ['ppo', 'dqn', 'sac'] as const

function sized(updates = small.updates) {
  return { ...small, updates }
}

interface Learnt {
  readonly seed?: number
  readonly updates?: number
}

function learnt(name: (typeof NAMES)[number], { seed = 1, updates }: Learnt = {}): Promise<Mlp> {
  const learner = learners[name](updates) as Learner<unknown>
  return learn(learner, { key: keyOf(seed) })
}

async function bytesOf(network: Promise<Mlp>): Promise<Uint8Array> {
  const params = await network
  const bytes = toBytes(params)
  disposeParams(params)
  return bytes
}

describe.each(NAMES)('%s', (name) => {
  leavesNoTensorsOn('cpu')

  it('learns to hold an asset while it rises', async () => {
    const network = await learnt(name)
    const preferences = name === 'dqn' ? valuePreferences(network) : policyPreferences(network)
    disposeParams(network)
    const ranked = (sign: number, holds: number) =>
      preferences(Float32Array.of(sign, 0, holds)) as Float64Array
    expect(ranked(1, 0).indexOf(Math.max(...ranked(1, 0)))).toBe(BUY)
    expect(ranked(-1, 1).indexOf(Math.max(...ranked(-1, 1)))).toBe(SELL)
  })

  it('is determined by its key, bit for bit', async () => {
    const of = (seed: number) => bytesOf(learnt(name, { seed, updates: 2 }))
    const once = await of(1)
    expect(await of(1)).toEqual(once)
    expect(await of(2)).not.toEqual(once)
  })

  it('leaves no tensors where it is stopped', async () => {
    const stop = new AbortController()
    const learner = learners[name]() as Learner<unknown>
    const stopped = learn(learner, {
      key: keyOf(1),
      signal: stop.signal,
      onUpdate: (_, update) => {
        if (update === 1) stop.abort()
      },
    })
    await expect(stopped).rejects.toThrow(AbortedError)
  })
})

describe('a training of ppo', () => {
  leavesNoTensorsOn('wasm')

  it('goes on from a stored state with the same bits', async () => {
    const updates = 4
    const learner = learners.ppo(updates)
    const [startKey, updatesKey] = split(keyOf(1), 2)
    let state = learner.start(startKey)
    for (let update = 0; update < updates; update++) {
      if (update === 2) state = reopened(state)
      ;({ state } = learner.update(state, update, foldIn(updatesKey, update)))
    }
    const bytes = toBytes(learner.network(state))
    learner.dispose(state)
    expect(bytes).toEqual(await bytesOf(learnt('ppo', { updates })))
  })
})

/** A state from its bytes, the tensors of the old one disposed. */
function reopened(state: PpoState): PpoState {
  const { params, moments } = state.descent
  const { step, mean, square } = moments
  const bytes = toBytes({ ...params, moments: { mean, square } }, { step, at: state.environments })
  learners.ppo().dispose(state)
  const stored = fromBytes(bytes)
  const { moments: kept, ...network } = stored.params as never as PpoState['descent']['params'] & {
    moments: PpoState['descent']['moments']
  }
  const meta = stored.meta as { readonly step: number; readonly at: EnvironmentState[] }
  return {
    descent: { params: network, moments: { ...kept, step: meta.step } },
    environments: meta.at,
  }
}

describe('a frozen policy', () => {
  beforeAll(() => openEngine('cpu'))

  it('has the same actions up to t whatever happens after it', async () => {
    const network = await learnt('ppo')
    const preferences = policyPreferences(network)
    disposeParams(network)
    const actions = (returnOf: (t: number) => number) => {
      const trader = new Trader(LEARNING.terms)
      return signs.map((_, t) => {
        const trade = trader.decide(rankingOf(preferences, market.inputs.slice(2 * t, 2 * t + 2)))
        trader.realise(returnOf(t), trade)
        return trade.action
      })
    }
    const known = actions((t) => 0.02 * signs[t])
    const changed = actions((t) => (t >= 60 ? -0.3 : 0.02 * signs[t]))
    expect(changed.slice(0, 61)).toEqual(known.slice(0, 61))
    expect(new Set(known).size).toBe(3)
  })
})
