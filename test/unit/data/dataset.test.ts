import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { sweepDatasets } from '../../../src/data/dataset/folder.js'
import { type IngestOptions, ingestFiles, readReport } from '../../../src/data/dataset/ingest.js'
import { loadPanel } from '../../../src/data/dataset/load-panel.js'
import { toWriteError } from '../../../src/data/dataset/write-error.js'
import type { Panel } from '../../../src/data/panel.js'
import { sha256 } from '../../../src/lib/hash.js'
import { Folder, messageOf, type PriceRow, quietRows, toCsv } from '../../_util/market-files.js'

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())
let used = 0

const ALL = quietRows(['A', 'B', 'C'], '2019-12-20', '2020-01-14')
const ROWS = ALL.filter(({ date }) => date <= '2020-01-10')

/** Ingests rows into a home of their own, or as the next version of `previous`. */
function ingest(rows: readonly PriceRow[], options: Partial<IngestOptions> = {}) {
  const home = options.home ?? join(folder.path, `home${used++}`)
  return ingestFiles({ ...options, home, files: [folder.file(`f${used++}.csv`, toCsv(rows))] })
}

function cell(panel: Panel, field: 'adjClose' | 'close' | 'volume', date: string, symbol: string) {
  return panel[field][
    panel.dates.indexOf(date) * panel.assets.length + panel.assets.indexOf(symbol)
  ]
}

function returnOn(panel: Panel, date: string, symbol: string): number {
  const before = panel.dates[panel.dates.indexOf(date) - 1]
  return cell(panel, 'adjClose', date, symbol) / cell(panel, 'adjClose', before, symbol) - 1
}

describe('a new dataset', () => {
  it('returns what registration needs', async () => {
    const text = toCsv(ROWS)
    const sectors = folder.file('s.csv', 'symbol,name,sector\nA,Alpha,Energy\nB,,Materials\n')
    const { dataset, unchanged, addedRows } = await ingest(ROWS, { sectors })
    expect(dataset).toMatchObject({
      firstDate: '2019-12-20',
      lastDate: '2020-01-10',
      nextDate: '2020-01-13',
      assetCount: 3,
      rowCount: ROWS.length,
    })
    expect(dataset.sources[0]).toMatchObject({ sha256: sha256(text) })
    expect(dataset.sources[0].file).toMatch(/^f\d+\.csv$/)
    expect(dataset.assets[0]).toEqual({
      symbol: 'A',
      name: 'Alpha',
      sector: 'Energy',
      firstDate: '2019-12-20',
      lastDate: '2020-01-10',
    })
    expect(dataset.assets[2]).toMatchObject({ symbol: 'C', name: null, sector: null })
    expect([unchanged, addedRows]).toEqual([false, ROWS.length])
    expect(readdirSync(dataset.path).sort()).toEqual([
      'manifest.json',
      'prices-2019.parquet',
      'prices-2020.parquet',
      'quality.json',
    ])
  })

  it('has the hash of its bytes, roles and mapping, for any file names and order', async () => {
    const [one, two] = [ROWS.slice(0, 20), ROWS.slice(20)].map((rows, k) =>
      folder.file(`part${k}.csv`, toCsv(rows)),
    )
    const copy = folder.file('other-name.csv', toCsv(ROWS.slice(0, 20)))
    const mapped = { close: 'adj_close' }
    const homes = [0, 1, 2].map(() => join(folder.path, `home${used++}`))
    const a = await ingestFiles({ home: homes[0], files: [one, two] })
    const b = await ingestFiles({ home: homes[1], files: [two, copy] })
    const c = await ingestFiles({ home: homes[2], files: [one, two], mapping: mapped })
    expect(b.dataset.hash).toBe(a.dataset.hash)
    expect(c.dataset.hash).not.toBe(a.dataset.hash)
  })

  it('is not written again for the same bytes', async () => {
    const first = await ingest(ROWS)
    const home = join(first.dataset.path, '..', '..')
    const written = statSync(first.dataset.path).mtimeMs
    const again = await ingest(ROWS, { home })
    expect(again).toMatchObject({ unchanged: true, addedRows: 0, restatement: null })
    expect(again.dataset).toEqual(first.dataset)
    expect(again.report).toEqual(first.report)
    expect(statSync(first.dataset.path).mtimeMs).toBe(written)
    expect(await readReport(first.dataset.path)).toEqual(first.report)
  })

  it('leaves no temporary folder, and deletes those of ended processes only', async () => {
    const { dataset } = await ingest(ROWS)
    const datasets = join(dataset.path, '..')
    const home = join(datasets, '..')
    expect(readdirSync(datasets)).toEqual([dataset.hash])
    mkdirSync(join(datasets, '.new-999999999-dead'))
    mkdirSync(join(datasets, `.new-${process.pid}-alive`))
    expect(await sweepDatasets(home)).toBe(1)
    expect(readdirSync(datasets).sort()).toEqual([`.new-${process.pid}-alive`, dataset.hash].sort())
  })

  it('replaces a folder that has no manifest', async () => {
    const first = await ingest(ROWS)
    const home = join(folder.path, `home${used++}`)
    mkdirSync(join(home, 'datasets', first.dataset.hash), { recursive: true })
    expect((await ingest(ROWS, { home })).dataset.rowCount).toBe(ROWS.length)
  })

  it('reports a full disk or a folder without permission', () => {
    const full = toWriteError(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' }), '/data')
    expect(full.name).toBe('UserError')
    expect(full.message).toContain(
      'the disk that holds /data is full; free space or set RESIDUA_HOME',
    )
    expect(toWriteError(new Error('IO Error: No space left on device'), '/x').message).toContain(
      'is full',
    )
    const closed = toWriteError(Object.assign(new Error('x'), { code: 'EACCES' }), '/data')
    expect(closed.message).toContain('/data may not be written by this user')
    const other = new Error('something else')
    expect(toWriteError(other, '/data')).toBe(other)
  })

  it('reports progress that ends at 1', async () => {
    const seen: [string, number][] = []
    await ingest(ROWS, { onProgress: ({ stage, fraction }) => seen.push([stage, fraction]) })
    expect([...new Set(seen.map(([stage]) => stage))]).toEqual([
      'verify',
      'read',
      'inspect',
      'write',
    ])
    expect(seen.at(-1)).toEqual(['write', 1])
    expect(seen.every(([, fraction]) => fraction >= 0 && fraction <= 1)).toBe(true)
  })
})

describe('the panel of a dataset', () => {
  it('holds exactly the cells of the file', async () => {
    const rows = ROWS.filter(({ date, symbol }) => !(symbol === 'B' && date === '2020-01-03'))
    const shuffled = [...rows].sort((a, b) =>
      sha256(a.date + a.symbol) < sha256(b.date + b.symbol) ? -1 : 1,
    )
    const { dataset } = await ingest(shuffled)
    const panel = await loadPanel(dataset.path)
    expect(panel.dates).toEqual([...new Set(rows.map(({ date }) => date))].sort())
    expect(panel.assets).toEqual(['A', 'B', 'C'])
    expect(panel.nextDate).toBe('2020-01-13')
    for (const { date, symbol, close } of rows)
      expect(cell(panel, 'close', date, symbol)).toBe(close)
    expect(panel.adjClose.filter((value) => !Number.isNaN(value))).toHaveLength(rows.length)
    expect(cell(panel, 'adjClose', '2020-01-03', 'B')).toBeNaN()
    expect(panel.volume.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect([...panel.members]).toEqual(new Array((panel.dates.length + 1) * 3).fill(1))
  })

  it('has members on from ≤ t < to, and a row for the next date', async () => {
    const membership = folder.file(
      'm.csv',
      'symbol,member_from,member_to\nA,2000-01-01,2020-01-03\nA,2020-01-07,\nB,2020-01-13,\nZ,2000-01-01,\n',
    )
    const { dataset } = await ingest(ROWS, { membership })
    const { members, dates, assets } = await loadPanel(dataset.path)
    const datesOf = (symbol: string) =>
      [...dates, 'next'].filter((_, t) => members[t * assets.length + assets.indexOf(symbol)])
    expect(datesOf('A')).toEqual([
      ...dates.filter((date) => date < '2020-01-03' || date >= '2020-01-07'),
      'next',
    ])
    expect(datesOf('B')).toEqual(['next'])
    expect(datesOf('C')).toEqual([])
  })

  it('has supplied characteristics, available at the close of their date or of the next session', async () => {
    const characteristics = folder.file(
      'c.csv',
      'date,symbol,Book Value,size\n2020-01-03,A,1.5,\n2020-01-04,B,2.5,3\n2020-01-10,C,nan,4\n2020-02-03,C,9,9\n2020-01-03,Q,1,1\n',
    )
    const { dataset, report } = await ingest(ROWS, { characteristics })
    const { supplied, dates } = await loadPanel(dataset.path)
    expect(supplied.map(({ name, group }) => [name, group])).toEqual([
      ['Book Value', 'supplied'],
      ['size', 'supplied'],
    ])
    const at = (k: number, date: string, i: number) =>
      supplied[k].values[dates.indexOf(date) * 3 + i]
    expect([at(0, '2020-01-03', 0), at(0, '2020-01-06', 1), at(1, '2020-01-06', 1)]).toEqual([
      1.5, 2.5, 3,
    ])
    expect([at(1, '2020-01-03', 0), at(0, '2020-01-10', 2), at(1, '2020-01-10', 2)]).toEqual([
      NaN,
      NaN,
      4,
    ])
    expect(supplied[0].values.filter((value) => !Number.isNaN(value))).toHaveLength(2)
    expect(report.counts['characteristic-without-asset']).toBe(1)
  })

  it('of a folder without a dataset is refused', async () => {
    expect(await messageOf(loadPanel(folder.path))).toContain(
      'has no manifest.json; ingest its files',
    )
  })
})

describe('extending a dataset', () => {
  const LATER = ALL.filter(({ date }) => date >= '2020-01-10')
  const NEW = LATER.filter(({ date }) => date > '2020-01-10')
  const scaled = (rows: readonly PriceRow[], symbol: string, factor: number) =>
    rows.map((row) => (row.symbol === symbol ? { ...row, adj: row.close * factor } : row))

  async function first(options: Partial<IngestOptions> = {}) {
    const { dataset } = await ingest(ROWS, options)
    return { previous: dataset.path, home: join(dataset.path, '..', '..'), dataset }
  }

  it('appends new dates under a new hash and keeps the old folder unchanged', async () => {
    const before = await first()
    const past = await loadPanel(before.previous)
    const next = await ingest(NEW, before)
    expect(next).toMatchObject({ unchanged: false, addedRows: 6, restatement: null })
    expect(next.dataset).toMatchObject({
      lastDate: '2020-01-14',
      nextDate: '2020-01-15',
      rowCount: ROWS.length + 6,
    })
    expect(next.dataset.hash).not.toBe(before.dataset.hash)
    expect(next.dataset.sources).toHaveLength(2)
    const panel = await loadPanel(next.dataset.path)
    expect(panel.dates.slice(0, past.dates.length)).toEqual(past.dates)
    expect(panel.adjClose.subarray(0, past.adjClose.length)).toEqual(past.adjClose)
    expect(await loadPanel(before.previous)).toEqual(past)
    const shared = (path: string) => statSync(join(path, 'prices-2019.parquet')).ino
    expect(shared(next.dataset.path)).toBe(shared(before.previous)) // untouched years are linked
  })

  it('does nothing for known bytes or rows', async () => {
    const before = await first()
    expect(await ingest(ROWS, before)).toMatchObject({ unchanged: true, dataset: before.dataset })
    expect(await ingest(ROWS.slice(3, 9), before)).toMatchObject({
      unchanged: true,
      dataset: before.dataset,
    })
    const next = await ingest(LATER, before)
    const again = await ingest(ROWS, { ...before, previous: next.dataset.path })
    expect(again).toMatchObject({ unchanged: true, dataset: next.dataset })
  })

  it('rescales another level of adj_close to the stored one at the anchor', async () => {
    const before = await first()
    const next = await ingest(scaled(LATER, 'B', 0.493), before)
    expect(next.restatement).toBeNull()
    const panel = await loadPanel(next.dataset.path)
    const whole = await loadPanel((await ingest([...ROWS, ...NEW])).dataset.path)
    for (const symbol of ['A', 'B', 'C']) {
      for (const date of ['2020-01-13', '2020-01-14']) {
        expect(returnOn(panel, date, symbol)).toBeCloseTo(returnOn(whole, date, symbol), 12)
      }
    }
    expect(cell(panel, 'adjClose', '2020-01-10', 'B')).toBe(
      cell(whole, 'adjClose', '2020-01-10', 'B'),
    )
  })

  it('rescales a whole history after a dividend, rounded to six digits', async () => {
    const before = await first()
    const rescaled = scaled([...ROWS, ...NEW], 'A', 0.98765).map((row) => ({
      ...row,
      adj: Number((row.adj ?? row.close).toPrecision(6)),
    }))
    expect(await ingest(rescaled, before)).toMatchObject({ restatement: null, addedRows: 6 })
  })

  it('treats a split of past closes as a rescaling and keeps the stored closes', async () => {
    const before = await first()
    const split = LATER.map((row) =>
      row.symbol === 'C'
        ? { ...row, close: row.close / 2, open: row.close / 2, adj: row.close / 2 }
        : row,
    )
    const next = await ingest(split, before)
    expect(next.restatement).toBeNull()
    const panel = await loadPanel(next.dataset.path)
    expect(Math.abs(returnOn(panel, '2020-01-13', 'C'))).toBeLessThan(0.05)
    expect(next.report.counts['kept-stored-value']).toBeGreaterThan(0)
    expect(next.report.counts['large-return']).toBeUndefined()
  })

  it('reports a missing anchor, and checks the new return against the stored history', async () => {
    const before = await first()
    const wild = NEW.map((row) =>
      row.symbol === 'A' && row.date === '2020-01-13' ? { ...row, close: 500 } : row,
    )
    const { report } = await ingest(wild, before)
    expect(report.counts['no-anchor']).toBe(3)
    expect(report.findings).toContainEqual(
      expect.objectContaining({ kind: 'large-return', symbol: 'A', date: '2020-01-13' }),
    )
  })

  it('reports stale prices that reach the new dates, and none that lie only in the past', async () => {
    const flat = [...ALL].map((row) =>
      (row.symbol === 'A' && row.date >= '2020-01-08') ||
      (row.symbol === 'B' && row.date < '2020-01-03')
        ? { ...row, open: 77, close: 77 }
        : row,
    )
    const before = await first()
    const { dataset } = await ingest(
      flat.filter(({ date }) => date <= '2020-01-10'),
      { home: before.home },
    )
    const next = await ingest(
      flat.filter(({ date }) => date > '2020-01-10'),
      { home: before.home, previous: dataset.path },
    )
    const stale = next.report.findings.filter(({ kind }) => kind === 'stale-price')
    expect(stale).toMatchObject([{ symbol: 'A', date: '2020-01-08', until: '2020-01-14' }])
  })

  const changed = (date: string, symbol: string, factor: number) =>
    [...ROWS, ...NEW].map((row) =>
      row.date === date && row.symbol === symbol ? { ...row, close: row.close * factor } : row,
    )

  it.each([
    ['a changed return', changed('2020-01-06', 'B', 1.00001), 'B', '2020-01-06', 'the return was'],
    [
      'a row added to the past',
      [...ROWS, { date: '2020-01-06', symbol: 'D', close: 9 }],
      'D',
      '2020-01-06',
      'added to the past',
    ],
    [
      'a row missing in the past',
      [...ROWS, ...NEW].filter(({ date, symbol }) => !(date === '2020-01-07' && symbol === 'C')),
      'C',
      '2020-01-07',
      'missing in the files',
    ],
  ])('%s is a restatement with its asset and date', async (_id, rows, symbol, date, message) => {
    const before = await first()
    const { restatement, unchanged, report, dataset } = await ingest(rows, before)
    expect(unchanged).toBe(false)
    expect(restatement).toMatchObject({ symbol, date, message: expect.stringContaining(message) })
    expect(report.findings).toContainEqual(
      expect.objectContaining({ kind: 'restated-row', symbol, date }),
    )
    const panel = await loadPanel(dataset.path)
    const there = rows.find((row) => row.symbol === symbol && row.date === date)
    const stored = cell(panel, 'adjClose', date, symbol)
    if (there) expect(stored).toBe(there.close)
    else expect(stored).toBeNaN()
  })

  it('a return changed by less than 1e-6 is no restatement', async () => {
    const before = await first()
    expect(await ingest(changed('2020-01-06', 'B', 1 + 4e-7), before)).toMatchObject({
      restatement: null,
    })
  })

  it('carries membership, sectors and characteristics over', async () => {
    const membership = folder.file('m1.csv', 'symbol,member_from,member_to\nA,2000-01-01,\n')
    const sectors = folder.file('s1.csv', 'symbol,sector\nA,Energy\n')
    const characteristics = folder.file('c1.csv', 'date,symbol,x\n2020-01-03,A,1.5\n')
    const before = await first({ membership, sectors, characteristics })
    const next = await ingest(NEW, before)
    const panel = await loadPanel(next.dataset.path)
    expect(panel.sectors).toEqual(['Energy', null, null])
    expect([...panel.members.slice(-3)]).toEqual([1, 0, 0])
    expect(panel.supplied[0].values[panel.dates.indexOf('2020-01-03') * 3]).toBe(1.5)
  })

  it('accepts new ones: later rows extend, past rows restate', async () => {
    const csv = (name: string, text: string) => folder.file(name, text)
    const before = await first({
      membership: csv('m2.csv', 'symbol,member_from,member_to\nA,2000-01-01,\n'),
      characteristics: csv('c2.csv', 'date,symbol,x\n2020-01-03,A,1.5\n'),
    })
    const joins = csv('m3.csv', 'symbol,member_from,member_to\nA,2000-01-01,\nB,2020-01-14,\n')
    const future = await ingest(NEW, {
      ...before,
      membership: joins,
      characteristics: csv('c3.csv', 'date,symbol,x\n2020-01-13,A,2.5\n'),
    })
    expect(future.restatement).toBeNull()
    const panel = await loadPanel(future.dataset.path)
    expect([...panel.members.slice(-6)]).toEqual([1, 1, 0, 1, 1, 0])
    expect(panel.supplied[0].values.filter((value) => !Number.isNaN(value))).toEqual(
      new Float32Array([1.5, 2.5]),
    )
    const backdated = csv('m4.csv', 'symbol,member_from,member_to\nA,2000-01-01,\nB,2020-01-03,\n')
    expect((await ingest(NEW, { ...before, membership: backdated })).restatement).toEqual({
      symbol: 'B',
      date: '2020-01-03',
      message: 'is now a member on this date',
    })
    const late = csv('c4.csv', 'date,symbol,x\n2020-01-03,A,1.6\n')
    expect((await ingest(NEW, { ...before, characteristics: late })).restatement).toMatchObject({
      symbol: 'A',
      date: '2020-01-03',
    })
    const sectors = csv('s4.csv', 'symbol,sector\nA,Energy\n')
    expect((await ingest(NEW, { ...before, sectors })).restatement).toMatchObject({
      message: 'its sector was none and is Energy',
    })
  })

  it('keeps the stored characteristics that new rows do not name', async () => {
    const csv = (name: string, text: string) => folder.file(name, text)
    const before = await first({
      characteristics: csv('c5.csv', 'date,symbol,x,y\n2020-01-02,A,1,10\n2020-01-03,A,2,20\n'),
    })
    const given = csv('c6.csv', 'date,symbol,x\n2020-01-03,A,2\n2020-01-13,A,3\n')
    const next = await ingest(NEW, { ...before, characteristics: given })
    expect(next.restatement).toBeNull()
    const { supplied } = await loadPanel(next.dataset.path)
    const known = supplied.map(({ name, values }) => [
      name,
      ...values.filter((v) => !Number.isNaN(v)),
    ])
    expect(known).toEqual([
      ['x', 1, 2, 3],
      ['y', 10, 20],
    ])
  })

  it('adds a symbol that starts after the last date', async () => {
    const before = await first()
    const next = await ingest([...NEW, { date: '2020-01-14', symbol: 'AA', close: 9 }], before)
    expect(next.restatement).toBeNull()
    expect((await loadPanel(next.dataset.path)).assets).toEqual(['A', 'AA', 'B', 'C'])
  })
})
