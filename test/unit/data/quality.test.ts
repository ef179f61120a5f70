import { afterAll, describe, expect, it } from 'vitest'
import { checkFiles } from '../../../src/data/file-source/check-files.js'
import type { ReadOptions } from '../../../src/data/file-source/market-files.js'
import { formatReport } from '../../../src/data/quality/format.js'
import type { QualityReport } from '../../../src/data/quality/report.js'
import { Folder, type PriceRow, quietRows, toCsv } from '../../_util/market-files.js'

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())
let used = 0

const QUIET = quietRows(['A', 'B', 'C'], '2020-01-02', '2020-03-31')

function check(
  rows: readonly PriceRow[],
  options: Partial<ReadOptions> = {},
): Promise<QualityReport> {
  return checkFiles({ ...options, files: [folder.file(`q${used++}.csv`, toCsv(rows))] })
}

/** The quiet rows with some replaced: `change` answers the new row, or null to drop it. */
function planted(change: (row: PriceRow) => PriceRow | null): PriceRow[] {
  return QUIET.flatMap((row) => change(row) ?? [])
}

const on =
  (symbol: string, from: string, to = from) =>
  (row: PriceRow) =>
    row.symbol === symbol && row.date >= from && row.date <= to

describe('quiet prices', () => {
  it('give no finding and a summary with counts', async () => {
    const report = await check(QUIET)
    expect(report.findings).toEqual([])
    expect(report.counts).toEqual({})
    expect(report.summary).toMatchObject({
      rows: 186,
      symbols: 3,
      dates: 62,
      from: '2020-01-02',
      to: '2020-03-31',
    })
    expect(report.summary.byYear).toEqual([
      { year: 2020, dates: 62, rows: 186, symbols: 3, memberShare: null },
    ])
    expect(report.files).toMatchObject([{ role: 'prices', rows: 186 }])
  })
})

describe('planted defects', () => {
  it('a return over ±50 % is reported with file and line', async () => {
    const late = (row: PriceRow) => row.symbol === 'B' && row.date >= '2020-02-03'
    const rows = planted((row) =>
      late(row) ? { ...row, open: row.close * 1.6, close: row.close * 1.6 } : row,
    )
    const { findings, counts } = await check(rows)
    expect(counts).toEqual({ 'large-return': 1 })
    const line = rows.findIndex(on('B', '2020-02-03')) + 2
    expect(findings).toMatchObject([
      {
        kind: 'large-return',
        severity: 'warning',
        file: expect.stringMatching(/^q\d+\.csv$/),
        line,
        symbol: 'B',
        date: '2020-02-03',
      },
    ])
    expect(findings[0].message).toMatch(/^return of \+5\d\.\d %$/)
  })

  it('a price in another unit of the currency', async () => {
    const pence = (row: PriceRow) => row.symbol === 'B' && row.date >= '2020-02-03'
    const { findings } = await check(
      planted((row) =>
        pence(row) ? { ...row, open: row.close * 100, close: row.close * 100 } : row,
      ),
    )
    expect(findings.filter(({ kind }) => kind === 'price-scale')).toMatchObject([
      {
        severity: 'warning',
        symbol: 'B',
        date: '2020-02-03',
        message: expect.stringContaining(
          'to 100 times itself in one day: another unit of the currency',
        ),
      },
    ])
  })

  it.each([
    [1 / 2, '1/2'],
    [1 / 3, '1/3'],
    [2, '2 times itself'],
  ])('a split of %f left in adj_close', async (ratio, words) => {
    const late = (row: PriceRow) => row.symbol === 'C' && row.date >= '2020-02-03'
    const flat = planted((row) => ({
      ...row,
      close: row.symbol === 'C' ? 60 + Number(row.date.slice(8)) / 100 : row.close,
    }))
    const rows = flat.map((row) =>
      late(row)
        ? { ...row, open: row.close * ratio, close: row.close * ratio }
        : { ...row, open: row.close },
    )
    const { findings } = await check(rows)
    expect(findings.filter(({ kind }) => kind === 'unadjusted-split')).toMatchObject([
      {
        symbol: 'C',
        date: '2020-02-03',
        message: expect.stringContaining(`went to ${words} in one day`),
      },
    ])
  })

  it('a fall by half within the day is not reported as a split', async () => {
    const rows = planted((row) =>
      on('C', '2020-02-03', '2021')(row) ? { ...row, close: row.close / 2 } : row,
    )
    const open = rows.map((row) =>
      on('C', '2020-02-03')(row) ? { ...row, open: row.close * 2 } : { ...row, open: row.close },
    )
    expect((await check(open)).counts['unadjusted-split']).toBeUndefined()
  })

  it('gaps are a note, and a warning where a return is lost', async () => {
    const short = on('A', '2020-01-07', '2020-01-10') // 4 dates: the row after still has a return
    const long = on('B', '2020-02-03', '2020-02-07') // 5 dates: it has not
    const { findings } = await check(planted((row) => (short(row) || long(row) ? null : row)))
    expect(findings).toMatchObject([
      {
        kind: 'gap',
        severity: 'warning',
        symbol: 'B',
        date: '2020-02-10',
        message: 'no rows on 5 trading dates before this one: its return is missing',
      },
      {
        kind: 'gap',
        severity: 'note',
        symbol: 'A',
        date: '2020-01-13',
        message: 'no rows on 4 trading dates before this one',
      },
    ])
  })

  it('stale prices from five dates on', async () => {
    const four = on('A', '2020-01-07', '2020-01-10')
    const five = on('B', '2020-01-06', '2020-01-10')
    const rows = planted((row) => (four(row) || five(row) ? { ...row, open: 55, close: 55 } : row))
    const { findings } = await check(rows)
    expect(findings.filter(({ kind }) => kind === 'stale-price')).toMatchObject([
      {
        symbol: 'B',
        date: '2020-01-06',
        until: '2020-01-10',
        message: 'the same close on 5 dates in a row',
      },
    ])
  })

  it('runs without volume', async () => {
    const rows = planted((row) =>
      on('A', '2020-01-06', '2020-01-14')(row) ? { ...row, volume: 0 } : row,
    )
    expect((await check(rows)).findings).toMatchObject([
      {
        kind: 'zero-volume',
        symbol: 'A',
        date: '2020-01-06',
        message: 'no volume on 7 dates in a row',
      },
    ])
  })

  it('unsorted rows, the first by its line', async () => {
    const rows = [...QUIET]
    ;[rows[10], rows[11]] = [rows[11], rows[10]]
    const { findings } = await check(rows)
    expect(findings).toMatchObject([
      { kind: 'unsorted-rows', severity: 'note', line: 12, count: 1 },
    ])
  })

  it('sorted by date rather than by symbol is sorted; so are two files in any order', async () => {
    const byDate = [...QUIET].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
    expect((await check(byDate)).findings).toEqual([])
    const late = folder.file('late.csv', toCsv(QUIET.filter(({ date }) => date > '2020-02')))
    const early = folder.file('early.csv', toCsv(QUIET.filter(({ date }) => date < '2020-02')))
    expect((await checkFiles({ files: [late, early] })).findings).toEqual([])
  })

  it('weekends and holidays', async () => {
    const rows = [
      ...QUIET,
      ...['A', 'B', 'C'].flatMap((symbol, i) =>
        ['2020-01-20', '2020-02-01'].map((date) => ({ date, symbol, close: 50 + 10 * i })),
      ),
    ]
    const { counts, findings } = await check(rows)
    expect(counts).toMatchObject({ weekend: 3, holiday: 3 })
    expect(findings.find(({ kind }) => kind === 'weekend')).toMatchObject({
      date: '2020-02-01',
      message: '3 rows on a weekend',
    })
  })

  it('a year without any date, on which no backtest can run', async () => {
    const later = QUIET.map((row) => ({ ...row, date: row.date.replace('2020', '2022') }))
    const { findings } = await check([...QUIET, ...later])
    expect(findings[0]).toMatchObject({
      kind: 'no-backtest',
      severity: 'error',
      message: expect.stringMatching(/^no date in 2021: /),
    })
  })

  it('sessions without a row of any asset', async () => {
    const rows = planted((row) =>
      row.date >= '2020-02-03' && row.date <= '2020-02-07' ? null : row,
    )
    expect((await check(rows)).findings).toMatchObject([
      {
        kind: 'missing-sessions',
        severity: 'warning',
        date: '2020-02-03',
        message:
          '5 exchange sessions (2020-02-03 to 2020-02-07) have no row for any asset; the return of 2020-02-10 is missing, not of one day',
      },
    ])
  })

  it('a date on which most assets are missing', async () => {
    const rows = planted((row) => (row.date === '2020-02-03' && row.symbol !== 'A' ? null : row))
    expect((await check(rows)).findings[0]).toMatchObject({
      kind: 'thin-date',
      date: '2020-02-03',
      message: expect.stringContaining('only 1 of about 3 assets have a row: no session'),
    })
  })

  it('membership against prices, coverage by year', async () => {
    const membership = folder.file(
      'm.csv',
      'symbol,member_from,member_to\nA,2000-01-01,\nQ,2020-02-03,\nQ,2010-01-01,2011-01-01\n',
    )
    const { findings, summary } = await check(QUIET, { membership })
    expect(findings.map(({ kind, symbol }) => [kind, symbol])).toEqual([
      ['member-without-prices', 'Q'],
      ['price-without-membership', 'B'],
      ['price-without-membership', 'C'],
    ])
    const february = QUIET.filter(
      ({ symbol, date }) => symbol === 'A' && date >= '2020-02-03',
    ).length
    expect(summary.byYear[0].memberShare).toBeCloseTo(62 / (62 + february), 12)
  })

  it('sector labels: one note that they carry no date, one for each asset without', async () => {
    const sectors = folder.file('s.csv', 'symbol,sector\nA,Energy\nB,\n')
    const { findings } = await check(QUIET, { sectors })
    expect(findings.map(({ kind, symbol, severity }) => [kind, symbol, severity])).toEqual([
      ['undated-sectors', undefined, 'note'],
      ['asset-without-sector', 'B', 'note'],
      ['asset-without-sector', 'C', 'note'],
    ])
  })
})

describe('the report', () => {
  /** Every fourth close of all assets is 2.4 times too high, and A has all sorts of other faults. */
  const faulty = () =>
    planted((row) => ({
      ...row,
      close: row.close * (Number(row.date.slice(8)) % 4 ? 1 : 2.4),
      volume: row.symbol === 'A' ? 0 : 1000,
    }))

  it('has every finding, the largest of a kind first', async () => {
    const { findings, counts } = await check(faulty())
    const large = findings.filter(({ kind }) => kind === 'large-return')
    expect(large.length).toBeGreaterThan(60)
    expect(large).toHaveLength(Number(counts['large-return']))
    const sizes = large.map(({ message }) => Math.abs(Number(/[+-][\d.]+/.exec(message)?.[0])))
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
  })

  it('prints at most twelve lines, one for each kind with its symbols and worst example', async () => {
    const members = folder.file(
      'm3.csv',
      'symbol,member_from,member_to\nA,2000-01-01,\nQ,2010-01-01,\nR,2010-01-01,\n',
    )
    const sectors = folder.file('s3.csv', 'symbol,sector\nA,Energy\n')
    const rows = faulty().filter((row) => !(row.symbol === 'C' && row.date.slice(8) > '20'))
    const report = await check(rows, { membership: members, sectors })
    const lines = formatReport(report)
    expect(lines.length).toBeLessThanOrEqual(12)
    const kinds = lines.flatMap((line) => /^(?:warning|note) (\S+):/.exec(line)?.[1] ?? [])
    expect(new Set(kinds).size).toBe(kinds.length)
    expect(kinds).toContain('large-return')
    const large = lines.find((line) => line.startsWith('warning large-return: ')) ?? ''
    expect(large).toMatch(
      /: \d+ \([ABC] \d+, [ABC] \d+, [ABC] \d+\); worst: q\d+\.csv:\d+: [ABC] 2020-/,
    )
    const worst = report.findings.find(({ kind }) => kind === 'large-return')
    expect(large.endsWith(`${worst?.symbol} ${worst?.date}: ${worst?.message}`)).toBe(true)
    expect(lines.at(-1)).toMatch(/\d+ findings; --all lists them, --json prints them as data$/)
  })

  it('keeps to twelve lines for many files and a kind of each severity', async () => {
    const report = await check(faulty())
    const file = { file: 'a.csv', role: 'prices', rows: 1, sha256: '' }
    const many = {
      ...report,
      files: Array.from({ length: 500 }, (_, k) => ({ ...file, file: `s${k}.csv` })),
      findings: Array.from({ length: 40 }, (_, k) => ({
        kind: `kind-${k}` as 'gap',
        severity: 'note' as const,
        message: 'x'.repeat(1000),
        count: 1,
      })),
    }
    const lines = formatReport(many)
    expect(lines).toHaveLength(11)
    expect(lines.every((line) => line.length <= 240)).toBe(true)
    expect(lines[0]).toContain('and 497 more files')
    expect(lines.at(-1)).toMatch(/^33 more kinds; 40 findings/)
  })

  it('is unchanged by JSON, and prints line by line', async () => {
    const sectors = folder.file('s2.csv', 'symbol,sector\nA,Energy\nB,Energy\nC,Energy\n')
    const rows = planted((row) =>
      on('B', '2020-03-31')(row) ? { ...row, close: 120, open: 70 } : row,
    )
    const report = await check(rows, { sectors })
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    const lines = formatReport(report, { all: true })
    expect(lines).toContain('186 rows, 3 symbols, 62 dates, 2020-01-02 to 2020-03-31')
    expect(lines).toContain('2020      62         186        3  –')
    expect(
      lines.some((line) =>
        /^warning large-return: q\d+\.csv:125: B 2020-03-31: return of \+\d/.test(line),
      ),
    ).toBe(true)
    expect(lines.at(-1)).toBe('counted: large-return 1, undated-sectors 1')
    expect(formatReport(await check(QUIET))).toContain('nothing suspicious found')
  })
})
