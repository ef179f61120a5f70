import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { MarketData } from '../../../../src/data/source.js'
import type { DayResult, TrainingEpoch } from '../../../../src/results.js'
import { agentBook } from '../../../../src/strategy/agents/agent-book.js'
import { frozenAgents } from '../../../../src/strategy/agents/agents.js'
import { fitAgents, type StoredAgents } from '../../../../src/strategy/agents/fit-agents.js'
import {
  type AgentSettings,
  agentSettings,
  termsOf,
} from '../../../../src/strategy/agents/settings.js'
import { characteristicStates } from '../../../../src/strategy/agents/states.js'
import { tradedColumns } from '../../../../src/strategy/agents/traded-columns.js'
import { openEngine } from '../../../../src/tensor/engine/engine.js'
import { disposeParams, type Params, toBytes } from '../../../../src/tensor/params.js'
import { keyOf } from '../../../../src/tensor/random.js'
import { scoreDates } from '../../../../src/walkforward/score.js'
import { type TinyMarket, tinyDate, tinyMarket } from '../../../_util/tiny-market.js'

const [DATES, ASSETS, TRAIN_TO] = [160, 4, 119]
const sign = (t: number, i: number) => (Math.floor((t + 3 * i) / 9) % 2 === 0 ? 1 : -1)
const returnOf = (t: number, i: number) => 0.015 * sign(t, i) + 0.004 * Math.sin(7 * t + i)

function market(overrides: Partial<TinyMarket> = {}): MarketData {
  return tinyMarket({
    dates: DATES,
    assets: ASSETS,
    returnOf,
    characteristicsOf: (t, i) => [0.5 * sign(t, i), 0.3 * Math.sin(t)],
    ...overrides,
  })
}

const train = { from: tinyDate(1), to: tinyDate(TRAIN_TO) }
const test = { from: tinyDate(TRAIN_TO + 1), to: tinyDate(DATES) }
const settings: AgentSettings = z.object(agentSettings).parse({
  tradedAssets: ['A001', 'A003'],
  agentUpdates: 3,
  agentLearningRate: 0.01,
})

async function trained(on = market(), { seed = 1, config = settings } = {}) {
  const reported: TrainingEpoch[] = []
  const { agents, epochs } = await fitAgents(on.asOf(train.to), train, characteristicStates(2), {
    config,
    seed,
    key: keyOf(seed),
    signal: new AbortController().signal,
    onEpoch: (epoch) => reported.push(epoch),
    firstEpoch: 8,
  })
  return { agents, epochs, reported }
}

interface Scored {
  readonly on?: MarketData
  readonly config?: AgentSettings
  readonly range?: typeof test
}

async function score(
  seeds: readonly StoredAgents[],
  { on = market(), config = settings, range = test }: Scored = {},
): Promise<DayResult[]> {
  const columns = tradedColumns(on.asOf(train.to), train, config.tradedAssets)
  const decider = agentBook({
    columns,
    seeds: seeds.map((stored) => ({
      states: characteristicStates(2),
      agents: frozenAgents(stored, config, columns.length),
    })),
    terms: termsOf(config),
    opensAfter: train.to,
  })
  const days: DayResult[] = []
  for await (const day of scoreDates({ market: on, decider, test: range })) days.push(day)
  decider.dispose()
  return days
}

let agents: StoredAgents
let others: StoredAgents

beforeAll(async () => {
  await openEngine('wasm')
  agents = (await trained()).agents
  const against = market({ returnOf: (t, i) => -returnOf(t, i) })
  others = (await trained(against, { seed: 2 })).agents
  return () => {
    disposeParams(agents as Params)
    disposeParams(others as Params)
  }
})

describe('agents on a market', () => {
  it('train the same bits from the same key, and report an epoch each', async () => {
    const again = await trained()
    expect(toBytes(again.agents as Params)).toEqual(toBytes(agents as Params))
    expect(toBytes(others as Params)).not.toEqual(toBytes(agents as Params))
    disposeParams(again.agents as Params)
    expect(again.reported).toEqual(again.epochs)
    expect(again.epochs.map(({ epoch }) => epoch)).toEqual([8, 9])
    expect(again.epochs[1].metrics.map(({ name }) => name)).toContain('A003 entropy')
  })

  it('train the same bits whatever comes after the train range', async () => {
    const later = market({ returnOf: (t, i) => (t > TRAIN_TO ? 0.09 : returnOf(t, i)) })
    const again = await trained(later)
    expect(toBytes(again.agents as Params)).toEqual(toBytes(agents as Params))
    disposeParams(again.agents as Params)
  })

  it('hold their assets in equal parts, and nothing where no agent holds', async () => {
    const days = await score([agents])
    expect(days).toHaveLength(DATES - TRAIN_TO)
    const counts = days.map(({ book, agents: decided }) => {
      const held = [1, 3].filter((column) => (decided?.shares[column] ?? 0) > 0)
      const expected = [0, 1, 2, 3].map((i) =>
        held.includes(i) ? Math.fround(1 / held.length) : 0,
      )
      expect([...book]).toEqual(expected)
      return held.length
    })
    expect(new Set(counts).size).toBeGreaterThan(1)
  })

  it('leave assets without an agent missing', async () => {
    const [day] = await score([agents])
    expect([...(day.agents?.action ?? [])].map(Number.isNaN)).toEqual([true, false, true, false])
    expect([...(day.realised?.agents?.value ?? [])].map(Number.isNaN)).toEqual([
      true,
      false,
      true,
      false,
    ])
  })

  it('account for every date: value by gross and cost, gross by shares and return', async () => {
    const days = await score([agents])
    let value = settings.agentCash
    for (const { agents: decided, realised } of days) {
      if (!realised) continue
      const [gross, after] = [realised.agents?.gross[1] ?? 0, realised.agents?.value[1] ?? 0]
      const turnover = decided?.turnover[1] ?? 0
      expect(after / value - 1).toBeCloseTo(gross - 5e-4 * turnover, 6)
      if (decided?.shares[1] === 0) expect(gross).toBe(0)
      value = after
    }
    expect(value).not.toBe(settings.agentCash)
  })

  it('decide nothing by a date or later ones', async () => {
    const days = await score([agents])
    const at = TRAIN_TO + 15
    const changed = market({
      returnOf: (t, i) => returnOf(t, i) + (t >= at ? 0.3 : 0),
      characteristicsOf: (t, i) => (t > at ? [9, 9] : [0.5 * sign(t, i), 0.3 * Math.sin(t)]),
    })
    const after = await score([agents], { on: changed })
    const decided = (list: DayResult[]) =>
      list.slice(0, 15).map(({ book, agents: trades }) => ({ book, trades }))
    expect(decided(after)).toEqual(decided(days))
    expect(after[20].agents).not.toEqual(days[20].agents)
  })

  it('open their accounts on the first date after the train range, wherever a walk begins', async () => {
    const early = await score([agents], { range: { ...test, from: tinyDate(TRAIN_TO - 5) } })
    expect(
      early.slice(0, 6).every(({ book, agents: trades }) => !trades && book.every((w) => w === 0)),
    ).toBe(true)
    expect(early.slice(6)).toEqual(await score([agents]))
  })

  it('sell an asset that leaves the universe', async () => {
    const on = market({ memberOf: (t, i) => i !== 1 || t < TRAIN_TO + 20 })
    const days = await score([{}], { on, config: { ...settings, agent: 'hold' } })
    expect(days[18].agents?.shares[1]).toBeGreaterThan(0)
    expect(days[19].columns).not.toContain(1)
    expect([...days[19].book]).toEqual([0, 0, 1])
  })

  it('buy and hold, where they learn nothing', async () => {
    const config = { ...settings, agent: 'hold' as const }
    const { agents: none, epochs } = await trained(market(), { config })
    expect([none, epochs]).toEqual([{}, []])
    const days = await score([{}], { config })
    expect(days.map(({ agents: trades }) => trades?.action[1])).toEqual(
      days.map((_, t) => (t === 0 ? 2 : 1)),
    )
  })

  it('rank actions by the mean of their seeds', async () => {
    const both = await score([agents, others])
    const twice = await score([agents, agents])
    expect(twice).toEqual(await score([agents]))
    expect(both.map(({ agents: trades }) => trades?.action)).not.toEqual(
      twice.map(({ agents: trades }) => trades?.action),
    )
  })
})

describe('the assets with an agent', () => {
  const view = market().asOf(train.to)

  it('are those of the list that the train range has', () => {
    expect([...tradedColumns(view, train, ['A003', 'NONE', 'A000'])]).toEqual([0, 3])
  })

  it('are those of the largest dollar volume at its end, where it has none of them', () => {
    const averageDollarVolume = new Float32Array((TRAIN_TO + 2) * ASSETS).fill(1)
    averageDollarVolume.set([5, Number.NaN, 9, 5], (TRAIN_TO + 1) * ASSETS)
    const traded = (count: number) => [
      ...tradedColumns({ ...view, averageDollarVolume }, train, Array(count).fill('NONE')),
    ]
    expect(traded(1)).toEqual([2])
    expect(traded(2)).toEqual([0, 2])
    expect(traded(9)).toEqual([0, 1, 2, 3])
  })

  it('do not come from an empty market', () => {
    const empty = { ...view, universe: new Uint8Array(view.universe.length) }
    expect(() => tradedColumns(empty, train, ['A000'])).toThrow('no asset has a return')
  })
})
