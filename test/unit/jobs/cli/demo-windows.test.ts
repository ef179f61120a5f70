import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SAMPLE, SAMPLE_YEAR } from '../../../../jobs/cli/demo-run.js'
import { everyWindow, trainEach } from '../../../../jobs/cli/demo-windows.js'
import { nextSession, sessionsBetween } from '../../../../src/data/calendar/xnys.js'
import { UserError } from '../../../../src/lib/errors.js'
import { strategies } from '../../../../src/registry/registry.js'
import { walkForwardSplits } from '../../../../src/walkforward/splits.js'

describe('the windows of demo --all', () => {
  let notes = ''
  beforeEach(() => {
    notes = ''
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      notes += text
      return true
    })
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('are one of each strategy that the demo does not train already', () => {
    const runs = everyWindow(['pca-ou', 'attention-longconv'], SAMPLE_YEAR)
    const names = runs.map(({ strategy }) => strategy)
    expect(names).toHaveLength(strategies.length - 2)
    expect(names).toEqual(expect.arrayContaining(['storm', 'storm-agents', 'factor-vae', 'ridge']))
    expect(runs.every(({ seedCount }) => seedCount === 1)).toBe(true)
  })

  it('test the last whole year of the sample market, in one split', () => {
    const dates = sessionsBetween(SAMPLE.from, SAMPLE.to)
    const nextDate = nextSession(SAMPLE.to)
    const [run] = everyWindow([], SAMPLE_YEAR)
    const splits = walkForwardSplits({ dates, nextDate, from: run?.from, to: run?.to })
    expect(splits.map(({ name, live }) => [name, live])).toEqual([['test_2019_2020', false]])
  })

  it('go on after a strategy that the data refuse, count those published, and stop at any other error', async () => {
    const runs = everyWindow([], SAMPLE_YEAR).slice(0, 3)
    const refused = runs[1]?.strategy
    const trained: string[] = []
    const count = await trainEach(runs, async ({ strategy }) => {
      if (strategy === refused) throw new UserError('this dataset has no Fama-French factors')
      trained.push(strategy)
      return strategy === runs[0]?.strategy
    })
    expect(count).toBe(1)
    expect(trained).toEqual([runs[0]?.strategy, runs[2]?.strategy])
    expect(notes).toContain(`3/3 ${runs[2]?.strategy}`)
    expect(notes).toContain(`${refused} is left out: this dataset has no Fama-French factors`)
    await expect(trainEach(runs, () => Promise.reject(new Error('no memory')))).rejects.toThrow(
      'no memory',
    )
  })
})
