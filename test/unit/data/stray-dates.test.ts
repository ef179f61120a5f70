import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ingestFiles } from '../../../src/data/dataset/ingest.js'
import { loadPanel } from '../../../src/data/dataset/load-panel.js'
import { checkFiles } from '../../../src/data/file-source/check-files.js'
import { strayDates } from '../../../src/data/stray-dates.js'
import { addDays } from '../../../src/lib/dates.js'
import { createRandom } from '../../../src/lib/random.js'
import { Folder, type PriceRow, quietRows, toCsv } from '../../_util/market-files.js'

let folder: Folder
beforeEach(() => {
  folder = new Folder()
})
afterEach(() => folder[Symbol.dispose]())

const SYMBOLS = ['A', 'B', 'C', 'D', 'E', 'F']
const QUIET = quietRows(SYMBOLS, '2020-06-01', '2020-07-31')
const STRAY: PriceRow = { date: '2020-07-03', symbol: 'C', close: 70 }
const days = (count: number) => Array.from({ length: count }, (_, t) => `2020-01-${10 + t}`)

describe('dates with few rows', () => {
  it('are no sessions below half of the rows on the five dates before', () => {
    const counts = [6, 6, 1, 6, 3, 6, 6, 6, 2]
    const found = strayDates({ dates: days(counts.length), counts })
    expect(found.map(({ date }) => date)).toEqual(['2020-01-12', '2020-01-18'])
    expect(found[0]).toEqual({ date: '2020-01-12', rows: 1, usual: 6 })
    expect(strayDates({ dates: days(counts.length), counts }, { coverage: 0 })).toEqual([])
  })

  it('are sessions once as few rows are usual, and where assets trade rarely', () => {
    const ended = [6, 6, 6, 6, 6, 2, 2, 2, 2, 2, 2]
    const lost = strayDates({ dates: days(ended.length), counts: ended })
    expect(lost.map(({ date }) => date)).toEqual(['2020-01-15', '2020-01-16', '2020-01-17'])
    const rare = [2, 1, 2, 3, 2, 1, 2, 2, 1, 2]
    expect(strayDates({ dates: days(rare.length), counts: rare })).toEqual([])
  })

  it('are the same whatever comes after them', () => {
    const random = createRandom(3)
    const counts = Array.from({ length: 60 }, () => 1 + random.integer(9))
    const dates = Array.from(counts, (_, t) => addDays('2020-01-01', t))
    const whole = strayDates({ dates, counts })
    expect(whole.length).toBeGreaterThan(5)
    for (let end = 1; end <= dates.length; end++) {
      const known = strayDates({ dates: dates.slice(0, end), counts: counts.slice(0, end) })
      expect(known).toEqual(whole.filter(({ date }) => date <= (dates[end - 1] ?? '')))
    }
  })

  it('that are settled stay as they were unless rows are added', () => {
    const rows = { dates: days(6), counts: [6, 6, 2, 6, 6, 6] }
    const settledTo = '2020-01-20'
    expect(strayDates(rows, { settledTo })).toEqual([])
    const full = { ...rows, counts: [6, 6, 6, 6, 6, 6] }
    const known = ['2020-01-12']
    expect(strayDates(full, { settledTo, known })).toHaveLength(1)
    expect(strayDates(full, { settledTo, known, changed: known })).toEqual([])
  })
})

describe('a stray row on a holiday', () => {
  const ingest = (rows: readonly PriceRow[], name: string, previous?: string) =>
    ingestFiles({ home: folder.path, files: [folder.file(name, toCsv(rows))], previous })

  it('leaves every return and the universe as they are without it', async () => {
    const [with1, without] = [
      await loadPanel((await ingest([...QUIET, STRAY], 'with.csv')).dataset.path),
      await loadPanel((await ingest(QUIET, 'without.csv')).dataset.path),
    ]
    expect(with1).toEqual(without)
    const { findings } = await checkFiles({
      files: [folder.file('check.csv', toCsv([...QUIET, STRAY]))],
    })
    expect(findings).toMatchObject([{ kind: 'thin-date', date: STRAY.date, count: 1 }])
  })

  it('is a session by setting', async () => {
    const files = [folder.file('all.csv', toCsv([...QUIET, STRAY]))]
    const { dataset } = await ingestFiles({ home: folder.path, files, sessionCoverage: 0 })
    expect((await loadPanel(dataset.path)).dates).toContain(STRAY.date)
  })

  it('becomes a session once half of the assets have a row', async () => {
    const after = quietRows(SYMBOLS, '2020-08-03', '2020-08-03')
    const first = await ingest(QUIET, 'history.csv')
    const one = await ingest(after.slice(0, 1), 'one.csv', first.dataset.path)
    expect(one.dataset).toMatchObject({ lastDate: '2020-07-31', nextDate: '2020-08-03' })
    const most = await ingest(after.slice(1, 4), 'most.csv', one.dataset.path)
    expect(most.dataset).toMatchObject({ lastDate: '2020-08-03', nextDate: '2020-08-04' })
    expect(most.restatement).toBeNull()
    const panel = await loadPanel(most.dataset.path)
    const last = panel.adjClose.subarray(-SYMBOLS.length)
    expect(last.filter((price) => !Number.isNaN(price))).toHaveLength(4)
  })
})

it('names assets of another calendar', async () => {
  const weekends = ['06', '07', '13', '14', '20', '21', '27', '28'].flatMap((day) =>
    ['X-USD', 'Y-USD'].map((symbol, i) => ({ date: `2020-06-${day}`, symbol, close: 10 + i })),
  )
  const weekdays = quietRows(['X-USD', 'Y-USD'], '2020-06-01', '2020-06-30')
  const files = [folder.file('mixed.csv', toCsv([...QUIET, ...weekdays, ...weekends]))]
  const { findings } = await checkFiles({ files })
  expect(findings.find(({ kind }) => kind === 'mixed-calendars')?.message).toMatch(
    /^another calendar than that of the 6 others: X-USD, Y-USD trade on 8 dates on which they do not/,
  )
})
