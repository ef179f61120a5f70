import { describe, expect, it } from 'vitest'
import { nextSession, sessionsBetween } from '../../../src/data/calendar/xnys.js'
import { walkForwardSplits } from '../../../src/walkforward/splits.js'

function market(from: string, to: string) {
  return { dates: sessionsBetween(from, to), nextDate: nextSession(to) }
}

const TWENTY_YEARS = market('2000-01-01', '2020-12-31')

describe('walk-forward splits', () => {
  it('RO-1: 8 + 1 years over 1990–2021 give exactly 24 test years, disjoint and gap-free', () => {
    const { dates, nextDate } = market('1990-01-01', '2021-12-31')
    const splits = walkForwardSplits({ dates, nextDate })
    const tested = splits.filter(({ live }) => !live)
    expect(tested.map(({ test }) => test.from.slice(0, 4))).toEqual(
      Array.from({ length: 24 }, (_, i) => String(1998 + i)),
    )
    expect(splits.map(({ live }) => live).lastIndexOf(false)).toBe(23)
    expect(splits).toHaveLength(25)
    const covered = tested.flatMap(({ test }) =>
      dates.filter((date) => date >= test.from && date <= test.to),
    )
    expect(covered).toEqual(dates.filter((date) => date >= '1998'))
  })

  it('have the expected dates on data from 2000 to 2020', () => {
    const splits = walkForwardSplits(TWENTY_YEARS)
    expect(splits).toHaveLength(14)
    expect(splits[0]).toEqual({
      name: 'test_2007_2008',
      train: { from: '2000-01-03', to: '2007-12-31' },
      test: { from: '2008-01-02', to: '2008-12-31' },
      live: false,
    })
    expect(splits[12]).toEqual({
      name: 'test_2019_2020',
      train: { from: '2012-01-03', to: '2019-12-31' },
      test: { from: '2020-01-02', to: '2020-12-31' },
      live: false,
    })
    expect(splits[13]).toEqual({
      name: 'test_2020_2021',
      train: { from: '2013-01-02', to: '2020-12-31' },
      test: { from: '2021-01-04', to: '2021-12-31' },
      live: true,
    })
  })

  it('have the unfinished year as the live split, with its planned end', () => {
    const splits = walkForwardSplits(market('2000-01-01', '2020-06-30'))
    expect(splits).toHaveLength(13)
    expect(splits[12]).toEqual({
      name: 'test_2019_2020',
      train: { from: '2012-01-03', to: '2019-12-31' },
      test: { from: '2020-01-02', to: '2020-12-31' },
      live: true,
    })
  })

  it('keep the year live until its last session has passed', () => {
    const [eve] = walkForwardSplits({ ...market('2000-01-01', '2020-12-30'), from: '2020' })
    expect(eve).toMatchObject({ name: 'test_2019_2020', live: true })
  })

  it('train on whole years only: data from mid-2000 are first tested in 2009', () => {
    const [first] = walkForwardSplits(market('2000-06-15', '2020-12-31'))
    expect(first).toMatchObject({ name: 'test_2008_2009', train: { from: '2001-01-02' } })
  })

  it('have test ranges of several years in whole blocks, the last of them live', () => {
    const splits = walkForwardSplits({ ...TWENTY_YEARS, testYears: 3 })
    expect(splits.map(({ name }) => name)).toEqual([
      'test_2007_2010',
      'test_2010_2013',
      'test_2013_2016',
      'test_2016_2019',
      'test_2019_2022',
    ])
    expect(splits[4]).toMatchObject({
      train: { from: '2012-01-03', to: '2019-12-31' },
      test: { from: '2020-01-02', to: '2022-12-30' },
      live: true,
    })
  })

  it.each([0, 1, 5, 21])('leave no train date within a purge of %i of a test date', (purge) => {
    const { dates } = TWENTY_YEARS
    for (const { train, test, live } of walkForwardSplits({ ...TWENTY_YEARS, purge })) {
      const testStart = live ? dates.length : dates.indexOf(test.from)
      expect(testStart - dates.indexOf(train.to)).toBe(purge + 1)
    }
  })

  it('are selected, never moved, by their bounds', () => {
    const all = walkForwardSplits(TWENTY_YEARS)
    const bounded = (from?: string, to?: string) => walkForwardSplits({ ...TWENTY_YEARS, from, to })
    expect(bounded('2015', '2016')).toEqual(all.slice(7, 9))
    expect(bounded('2015-06-30', '2015-07-01')).toEqual(all.slice(7, 8))
    expect(bounded(undefined, '2008')).toEqual(all.slice(0, 1))
    expect(bounded('2020')).toEqual(all.slice(12))
    expect(bounded('1990', '2050')).toEqual(all)
  })

  it('are only the live split where the data are just the train years', () => {
    const splits = walkForwardSplits(market('2013-01-01', '2020-12-31'))
    expect(splits.map(({ name, live }) => [name, live])).toEqual([['test_2020_2021', true]])
  })

  it('do not depend on the length of the data', () => {
    const early = walkForwardSplits(market('2000-01-01', '2015-12-31')).slice(0, -1)
    expect(walkForwardSplits(TWENTY_YEARS).slice(0, early.length)).toEqual(early)
  })

  it.each([
    ['too short data', market('2015-01-01', '2020-12-31'), {}, /2015-01-02 to 2020-12-31.*8 whole/],
    ['no data', { dates: [], nextDate: '2020-01-02' }, {}, /no trading date/],
    ['a purge longer than the train range', TWENTY_YEARS, { trainYears: 1, purge: 251 }, /--purge/],
    ['half a train year', TWENTY_YEARS, { trainYears: 0.5 }, /--train-years 0.5/],
    ['no test year', TWENTY_YEARS, { testYears: 0 }, /--test-years 0/],
    ['bounds the wrong way round', TWENTY_YEARS, { from: '2016', to: '2015' }, /after --to 2015/],
    ['bounds outside', TWENTY_YEARS, { to: '2005' }, /from 2008 to 2021/],
    ['a bound that is not a date', TWENTY_YEARS, { from: '2015-02-30' }, /--from 2015-02-30/],
  ])('refuse %s', (_case, data, options, message) => {
    expect(() => walkForwardSplits({ ...data, ...options })).toThrow(message)
  })

  it('refuse data with a year missing', () => {
    const { dates, nextDate } = TWENTY_YEARS
    const gap = dates.filter((date) => !date.startsWith('2005'))
    expect(() => walkForwardSplits({ dates: gap, nextDate })).toThrow(/no trading date in 2005/)
  })
})
