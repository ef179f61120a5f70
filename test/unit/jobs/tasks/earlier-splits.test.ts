import { describe, expect, it } from 'vitest'
import {
  assertWalkForward,
  earlierSplits,
  isWarm,
  splitWeights,
} from '../../../../jobs/tasks/backtest/earlier-splits.js'
import { DEFAULT_WALK_FORWARD, toRunConfig } from '../../../../jobs/tasks/backtest/run-config.js'
import { XNYS } from '../../../../src/data/calendar/calendar.js'
import { nextSession, sessionsBetween } from '../../../../src/data/calendar/xnys.js'
import { UserError } from '../../../../src/lib/errors.js'
import { strategyByName } from '../../../../src/registry/registry.js'
import { storedSettings } from '../../../../src/registry/stored-settings.js'
import { walkForwardSplits } from '../../../../src/walkforward/splits.js'

const to = '2020-06-30'
const market = {
  dates: sessionsBetween('2008-01-01', to),
  nextDate: nextSession(to),
  calendar: XNYS,
}
const splits = walkForwardSplits(market)

/** A run of `strategy` with these settings, as the store has it. */
async function planned(name: string, settings: object) {
  const strategy = await strategyByName(name)
  const config = strategy.parseConfig({ ...settings })
  const run = { config: toRunConfig(storedSettings(strategy, config), DEFAULT_WALK_FORWARD) }
  return { strategy, run, market } as unknown as Parameters<typeof earlierSplits>[0]
}

describe('the splits that a split starts from', () => {
  it('are those of the walk-forward before it, whichever were asked for', async () => {
    const warm = await planned('attention-longconv', { warmStart: true })
    const earlier = splits.map((split) => earlierSplits(warm, split).length)
    expect(earlier).toEqual(splits.map((_, place) => place))
    expect(earlierSplits(warm, splits[2])).toEqual(splits.slice(0, 2))
    expect(isWarm(warm)).toBe(true)
  })

  it('are none of a cold run, of a rule, and of a strategy that has no warm start', async () => {
    for (const name of ['attention-longconv', 'pca-ou', 'ridge', 'blend']) {
      const cold = await planned(name, {})
      expect(isWarm(cold)).toBe(false)
      expect(earlierSplits(cold, splits[2])).toEqual([])
    }
  })

  it('make a split cost its share of the epochs, the first a whole', async () => {
    const weights = async (settings: object) => [
      ...splitWeights(await planned('pca-longconv', settings), splits.slice(0, 3)).values(),
    ]
    const third = 5 / 15
    expect(await weights({ warmStart: true })).toEqual([1, third, third])
    expect(await weights({ warmStart: true, warmEpochs: 3 })).toEqual([1, 0.2, 0.2])
    expect(await weights({})).toEqual([1, 1, 1])
  })
})

describe('a warm start', () => {
  it('is refused for a split that is fitted alone, as by tune', async () => {
    const strategy = await strategyByName('attention-longconv')
    const warm = strategy.parseConfig({ warmStart: true })
    const alone = () => assertWalkForward(strategy, warm, [splits[0]])
    expect(alone).toThrow(UserError)
    expect(alone).toThrow(/warmStart: test_2015_2016 is fitted alone.*leave warmStart out here/)
    expect(() => assertWalkForward(strategy, warm, undefined)).not.toThrow()
    expect(() => assertWalkForward(strategy, strategy.parseConfig({}), [splits[0]])).not.toThrow()
  })

  it.each(['ridge', 'gru', 'factor-vae', 'storm', 'pca-ou', 'reversal-1', 'blend'])(
    'is refused by %s, which has none',
    async (name) => {
      const strategy = await strategyByName(name)
      expect(() => strategy.parseConfig({ warmStart: true })).toThrow(
        new RegExp(`settings of ${name}: there is no "warmStart"`),
      )
    },
  )

  it('keeps the identity of the runs before it', async () => {
    const strategy = await strategyByName('attention-longconv')
    const stored = (settings: object) =>
      storedSettings(strategy, strategy.parseConfig({ ...settings }))
    expect(stored({})).not.toHaveProperty('warmStart')
    expect(stored({})).not.toHaveProperty('warmEpochs')
    expect(stored({ warmStart: true })).toMatchObject({ warmStart: true })
  })
})
