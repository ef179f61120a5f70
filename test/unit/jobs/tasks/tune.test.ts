import { describe, expect, it } from 'vitest'
import { tuneTable, winnerLines } from '../../../../jobs/cli/show/tune-table.js'
import type { RunMeasures } from '../../../../jobs/tasks/report/measured-run.js'
import { winnerOf } from '../../../../jobs/tasks/tune/compare-trials.js'
import { parseGrid } from '../../../../jobs/tasks/tune/grid.js'
import { namedGrid } from '../../../../jobs/tasks/tune/named-grids.js'
import type { TrialOutcome } from '../../../../jobs/tasks/tune/outcome.js'
import { validationWindow } from '../../../../jobs/tasks/tune/validation-window.js'
import { parseYears } from '../../../../jobs/tasks/tune/year-range.js'
import { strategyByName } from '../../../../src/registry/registry.js'

/** A weekday in every month, 2000 to 2020. */
const DATES = Array.from({ length: 21 * 12 }, (_, m) => {
  const [year, month] = [2000 + Math.floor(m / 12), (m % 12) + 1]
  return `${year}-${String(month).padStart(2, '0')}-03`
})

describe('the validation window', () => {
  it('fits on six years and validates on the two before the first test', () => {
    const { fit, validate, split } = validationWindow({ dates: DATES })
    expect([fit, validate]).toEqual([
      { from: 2000, to: 2005 },
      { from: 2006, to: 2007 },
    ])
    expect(split).toEqual({
      name: 'test_2005_2007',
      train: { from: '2000-01-03', to: '2005-12-03' },
      test: { from: '2006-01-03', to: '2007-12-03' },
      live: false,
    })
  })

  it('refuses every year that a backtest tests', () => {
    for (const to of [2008, 2012, 2020]) {
      const asked = { fit: { from: 2000, to: 2005 }, validate: { from: 2006, to } }
      expect(() => validationWindow({ dates: DATES, ...asked })).toThrow(
        `--validate ends in ${to}, but a backtest of these data tests from 2008 on`,
      )
    }
    expect(() =>
      validationWindow({
        dates: DATES,
        fit: { from: 2000, to: 2007 },
        validate: { from: 2008, to: 2008 },
      }),
    ).toThrow('validate up to 2007')
  })

  it('accepts data that end before the first test range', () => {
    const dates = DATES.filter((date) => date < '2008')
    expect(validationWindow({ dates }).split.test.to).toBe('2007-12-03')
  })

  it('reports settings that are inconsistent', () => {
    const fit = { from: 2000, to: 2004 }
    expect(() =>
      validationWindow({ dates: DATES, fit, validate: { from: 2006, to: 2007 } }),
    ).toThrow('--validate 2006-2007 does not follow --fit 2000-2004: it begins in 2005')
    expect(() =>
      validationWindow({
        dates: DATES,
        fit: { from: 1998, to: 2005 },
        validate: { from: 2006, to: 2007 },
      }),
    ).toThrow('do not reach over 1998 to 2005')
    expect(parseYears('--fit', '2000-2005')).toEqual({ from: 2000, to: 2005 })
    expect(parseYears('--validate', '2006')).toEqual({ from: 2006, to: 2006 })
    expect(() => parseYears('--fit', '2005-2000')).toThrow('2005 is after 2000')
    expect(() => parseYears('--fit', 'all')).toThrow('--fit all: write years')
  })
})

describe('the grid', () => {
  it('is a list, or every combination of lists', () => {
    expect(parseGrid([{ settings: { factorCount: 3 }, seeds: 4 }], 'g.json')).toEqual([
      { name: 'factorCount 3', settings: { factorCount: 3 }, seeds: 4 },
    ])
    const names = parseGrid({ factorCount: [3, 5], rebalance: ['D', 'W'] }, 'g.json').map(
      ({ name }) => name,
    )
    expect(names).toEqual([
      'factorCount 3, rebalance "D"',
      'factorCount 3, rebalance "W"',
      'factorCount 5, rebalance "D"',
      'factorCount 5, rebalance "W"',
    ])
    expect(() => parseGrid([], 'g.json')).toThrow('g.json')
    expect(() => parseGrid({ factorCount: 3 }, 'g.json')).toThrow('g.json: factorCount')
  })

  it.each([
    ['default', 'attention-longconv'],
    ['factors', 'attention-longconv'],
    ['risk', 'attention-longconv'],
    ['default', 'pca-ou'],
    ['risk', 'pca-ou'],
  ] as const)(
    '%s of %s has valid settings under unique names, the defaults first',
    async (grid, name) => {
      const strategy = await strategyByName(name)
      const trials = namedGrid(grid, name)
      for (const { settings } of trials) strategy.parseConfig({ ...settings })
      expect(trials[0]?.settings).toEqual({})
      expect(new Set(trials.map((trial) => trial.name)).size).toBe(trials.length)
      const settings = trials.map((trial) => JSON.stringify([trial.settings, trial.seeds]))
      expect(new Set(settings).size).toBe(trials.length)
    },
  )

  it('is refused by name where the strategy has none', () => {
    expect(() => namedGrid('default', 'reversal-5')).toThrow(
      'there is no default grid for reversal-5: name a file, --grid grid.json; have: attention-longconv, pca-ou',
    )
    expect(() => namedGrid('factors', 'pca-ou')).toThrow('have: attention-longconv')
  })
})

describe('the winner', () => {
  const outcome = (name: string, hedgedNetSharpe: number | null, failure: string | null = null) => {
    const measures = { hedgedNetSharpe, hedgedNetSharpeStandardError: 0.7 } as RunMeasures
    const tried = failure === null
    return {
      trial: { name, settings: { factorCount: name.length } },
      run: null,
      measures: tried ? measures : null,
      lagOne: tried ? measures : null,
      effectiveFactors: tried ? 3.64 : null,
      difference: null,
      failure,
    } satisfies TrialOutcome
  }

  it('has the largest hedged net Sharpe ratio at lag 1', () => {
    const outcomes = [outcome('a', 1.2), outcome('bb', 1.9), outcome('ccc', null, 'diverged')]
    expect(winnerOf(outcomes)?.trial.name).toBe('bb')
    expect(winnerOf([outcome('a', null)])).toBeNull()
    const tuned = {
      outcomes,
      winner: outcomes[1],
      fit: { from: 2000, to: 2005 },
      validate: { from: 2006, to: 2007 },
    }
    const lines = tuneTable(tuned).split('\n')
    expect(lines[2]).toMatch(/^→ {2}bb .* 3\.6\b/)
    expect(lines.at(-1)).toBe('ccc: failed, diverged')
    expect(winnerLines(tuned)).toMatch(
      /^Winner: bb, .* 1\.90 at lag 1 of 3 trials: {"factorCount":2}/,
    )
    expect(winnerLines(tuned)).toContain('standard error of 0.70')
  })
})
