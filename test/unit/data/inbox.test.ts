import { appendFileSync, readFileSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readManifest } from '../../../src/data/dataset/folder.js'
import { ingestFiles } from '../../../src/data/dataset/ingest.js'
import { readFiles } from '../../../src/data/file-source/read-files.js'
import { folderSource } from '../../../src/data/inbox/folder.js'
import { judge } from '../../../src/data/inbox/judge.js'
import { isRemote, remoteSource } from '../../../src/data/inbox/remote.js'
import { roleOf } from '../../../src/data/inbox/role.js'
import { aliasesOn, joinedRenames, retiredOn } from '../../../src/data/renames.js'
import { Folder, messageOf, type PriceRow, quietRows, toCsv } from '../../_util/market-files.js'

let folder: Folder
beforeEach(() => {
  folder = new Folder()
})
afterEach(() => folder[Symbol.dispose]())

describe('a watched folder', () => {
  it('lists finished price files, by name, and nothing else', async () => {
    for (const name of [
      'b.csv',
      'a.parquet',
      'c.CSV.gz',
      'd.csv.part',
      '.e.csv',
      '~f.csv',
      'g.txt',
    ]) {
      folder.file(name, 'x')
    }
    symlinkSync(join(folder.path, 'gone'), join(folder.path, 'h.csv'))
    const names = (await folderSource(folder.path).list()).map(({ name }) => name)
    expect(names).toEqual(['a.parquet', 'b.csv', 'c.CSV.gz'])
  })

  it('copies a file whose size is stable, and none that grows or disappears', async () => {
    const path = folder.file('a.csv', 'one\n')
    const copy = join(folder.path, 'copy')
    const source = folderSource(folder.path, { settleMs: 100 })
    const [file] = await source.list()
    expect(await source.fetch(file, copy)).toBe(true)
    expect(readFileSync(copy, 'utf8')).toBe('one\n')

    const now = new Date()
    utimesSync(path, now, now)
    const [young] = await source.list()
    const fetching = source.fetch(young, copy)
    setTimeout(() => appendFileSync(path, 'two\n'), 30)
    expect(await fetching).toBe(false)
    const [longer] = await source.list()
    utimesSync(path, new Date(), new Date(Date.now() + 3_600_000)) // a clock ahead of ours
    expect(await source.fetch(longer, copy)).toBe(false)
    expect(await source.fetch({ ...file, name: 'gone.csv' }, copy)).toBe(false)
  })

  it('that does not exist is reported with a remedy', async () => {
    const missing = folderSource(join(folder.path, 'nowhere')).list()
    expect(await messageOf(missing)).toMatch(
      /nowhere does not exist: create it, or correct inbox.source/,
    )
  })
})

describe('a bucket or an address', () => {
  it('is distinguished from a folder', () => {
    expect(
      ['s3://b/p', 'https://v/{date}.csv', 'http://v', '/srv/x', 'inbox'].map(isRemote),
    ).toEqual([true, true, true, false, false])
  })

  it('needs a date in the address', () => {
    expect(() => remoteSource('https://vendor.example/prices.csv')).toThrow(/write \{date\}/)
  })

  it('reports the missing httpfs extension and does not download it', async () => {
    const said = await messageOf(remoteSource('s3://bucket/prices').list())
    // Where it is installed, what is missing is the bucket.
    expect(said).toMatch(/httpfs is not installed here.*mount the bucket|cannot be read/)
  })
})

it('a file’s role is the first word of its name', () => {
  const names = [
    'membership.csv',
    'members-2020.csv',
    'sectors_x.csv',
    'renames.csv',
    'factors.csv',
  ]
  expect([...names, 'characteristics.csv', '2020-01-03.csv', 'sectorial.csv'].map(roleOf)).toEqual([
    'membership',
    'membership',
    'sectors',
    'renames',
    'factors',
    'characteristics',
    'prices',
    'prices',
  ])
})

describe('changed symbols', () => {
  const renames = [
    { date: '2020-01-03', from: 'A', to: 'B' },
    { date: '2020-02-03', from: 'B', to: 'C' },
  ]

  it('map to the first symbol, from their date on', () => {
    expect([...aliasesOn(renames, '2020-01-02')]).toEqual([])
    expect([...aliasesOn(renames, '2020-01-03')]).toEqual([['B', 'A']])
    expect([...aliasesOn(renames, '2020-03-02')]).toEqual([
      ['B', 'A'],
      ['C', 'A'],
    ])
  })

  it('may not be used any more, unless they are assigned again', () => {
    expect(retiredOn(renames, '2020-03-02').map(({ from }) => from)).toEqual(['A', 'B'])
    const back = { date: '2020-04-01', from: 'C', to: 'A' }
    expect(retiredOn([...renames, back], '2020-04-01').map(({ from }) => from)).toEqual(['B', 'C'])
  })

  it('are reported once', () => {
    expect(joinedRenames(renames, [renames[1], renames[0]])).toEqual(renames)
  })
})

describe('a daily file', () => {
  const SYMBOLS = ['A', 'B', 'C', 'D', 'E']
  const ALL = quietRows(SYMBOLS, '2019-12-02', '2020-01-14')
  const STORED = ALL.filter(({ date }) => date <= '2020-01-10')
  const on = (...dates: string[]) => ALL.filter(({ date }) => dates.includes(date))

  async function verdict(rows: readonly PriceRow[]) {
    const home = join(folder.path, 'home')
    const files = [folder.file('stored.csv', toCsv(STORED))]
    const { dataset } = await ingestFiles({ home, files, today: '2020-12-31' })
    const given = folder.file('daily.csv', toCsv(rows))
    await using market = await readFiles({ files: [given], today: '2020-12-31' })
    const manifest = await readManifest(dataset.path)
    const found = await judge(market.prices, { folder: dataset.path, manifest })
    return found.kind === 'go' ? 'go' : `${found.kind}: ${found.reason}`
  }

  it('that follows the last stored date is accepted', async () => {
    expect(await verdict(on('2020-01-10', '2020-01-13'))).toBe('go')
  })

  it('that is early waits for its predecessor', async () => {
    expect(await verdict(on('2020-01-13', '2020-01-14'))).toBe(
      'waiting: its date is 2020-01-14, after 2020-01-13, but the data end on 2020-01-10: an earlier file is missing',
    )
  })

  it('without the rows of the previous date is rejected', async () => {
    expect(await verdict(on('2020-01-13'))).toMatch(
      /^rejected: it does not repeat the previous row of A, B, C and 2 more \(A: 2020-01-10\)/,
    )
  })

  it('that is truncated is rejected; listings and delistings are not', async () => {
    const rows = on('2020-01-10', '2020-01-13')
    expect(await verdict(rows.filter(({ symbol }) => symbol < 'D'))).toMatch(
      /^rejected: it has rows of 2020-01-13 for 3 of the 5 symbols .* \(missing: D, E\)/,
    )
    const changed = [
      ...rows.filter(({ symbol, date }) => symbol !== 'E' || date === '2020-01-10'),
      { date: '2020-01-13', symbol: 'F', close: 5 },
    ]
    expect(await verdict(changed)).toBe('go')
  })

  it('with the close of a vanished symbol under a new symbol asks for renames', async () => {
    const rows = on('2020-01-10', '2020-01-13').map((row) =>
      row.symbol === 'E' ? { ...row, symbol: 'Q' } : row,
    )
    expect(await verdict(rows)).toMatch(
      /^rejected: Q is new and its close of 2020-01-10 is that of E/,
    )
  })

  it('of a stored date may correct it, with only the previous row', async () => {
    expect(await verdict(on('2020-01-09', '2020-01-10'))).toBe('go')
    expect(await verdict(on('2020-01-10'))).toMatch(
      /^rejected: it does not repeat the previous row/,
    )
  })
})
