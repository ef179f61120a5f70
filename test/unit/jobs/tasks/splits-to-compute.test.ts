import { describe, expect, it } from 'vitest'
import { lastTestDate, splitsToCompute } from '../../../../jobs/tasks/backtest/splits-to-compute.js'
import { nextSession, sessionsBetween } from '../../../../src/data/calendar/xnys.js'
import type { Split } from '../../../../src/results.js'
import type { StoredSplit } from '../../../../src/store/read/split-rows.js'
import { walkForwardSplits } from '../../../../src/walkforward/splits.js'

function dataTo(to: string) {
  const dates = sessionsBetween('2010-01-01', to)
  return { dates, nextDate: nextSession(to), restatements: [] }
}

const year2020 = dataTo('2020-12-31')
const splits = walkForwardSplits({ ...year2020, trainYears: 8 })

/** The store's answer after every split was published from `data` under dataset version 1. */
function published(data: typeof year2020, of: readonly Split[]): StoredSplit[] {
  return of.map((split) => {
    const current = {
      datasetVersionId: 1,
      scoredTo: lastTestDate(split, data.dates),
      nextDate: split.live ? data.nextDate : null,
    }
    return { name: split.name, failure: null, current } as unknown as StoredSplit
  })
}

const names = (of: readonly Split[]) => of.map(({ name }) => name)

describe('the last date of a test range in the data', () => {
  it('is its end, the last date of the data, or none', () => {
    expect(lastTestDate(splits[0], year2020.dates)).toBe('2018-12-31')
    const midYear = dataTo('2020-06-30')
    expect(lastTestDate(walkForwardSplits(midYear)[2], midYear.dates)).toBe('2020-06-30')
    expect(lastTestDate(splits[3], year2020.dates)).toBeNull()
  })
})

describe('splits to compute', () => {
  it('are all splits of a new run, in order', () => {
    expect(splitsToCompute(splits, [], year2020)).toEqual(splits)
  })

  it('are none where all are published', () => {
    expect(splitsToCompute(splits, published(year2020, splits), year2020)).toEqual([])
  })

  it('are the missing or failed ones after an interruption', () => {
    const [first, second, , live] = published(year2020, splits)
    const stored = [
      first,
      { ...second, failure: 'out of memory' },
      { ...live, current: null },
    ] as StoredSplit[]
    expect(names(splitsToCompute(splits, stored, year2020))).toEqual([
      'test_2018_2019',
      'test_2019_2020',
      'test_2020_2021',
    ])
  })

  it('are only the live one after a date was added', () => {
    const next = dataTo('2021-01-04')
    const after = walkForwardSplits(next)
    const todo = splitsToCompute(after, published(year2020, splits), next)
    expect(names(todo)).toEqual(['test_2020_2021'])
  })

  it('are the ended one and the new live one at the start of a year', () => {
    const before = dataTo('2021-12-30')
    const next = dataTo('2021-12-31')
    const stored = published(before, walkForwardSplits(before))
    const todo = splitsToCompute(walkForwardSplits(next), stored, next)
    expect(names(todo)).toEqual(['test_2020_2021', 'test_2021_2022'])
  })

  it('are all those published before a restatement', () => {
    const stored = published(year2020, splits)
    expect(splitsToCompute(splits, stored, { ...year2020, restatements: restated(2) })).toEqual(
      splits,
    )
    expect(splitsToCompute(splits, stored, { ...year2020, restatements: restated(1) })).toEqual([])
  })

  it('are only those whose data a restatement changed', () => {
    const stored = published(year2020, splits)
    const restatements = restated(2, splits[splits.length - 1].test.from)
    expect(splitsToCompute(splits, stored, { ...year2020, restatements })).toEqual(splits.slice(-1))
  })
})

function restated(versionId: number, from = '2000-01-03') {
  return [{ versionId, from }]
}
