import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ingestFiles } from '../../../src/data/dataset/ingest.js'
import { loadPanel } from '../../../src/data/dataset/load-panel.js'
import { readFiles } from '../../../src/data/file-source/read-files.js'
import { Folder, HEADER, quietRows, toCsv } from '../../_util/market-files.js'

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

const ROW = `select date '2020-12-30' as date, 'A' as symbol, 2.5 as close, 2.5 as adj_close, 7 as volume`
const NAMES = [
  'date=2020-12-31',
  'symbol=000001',
  'symbol=ALL',
  'close=1',
  'adj_close=1',
  'volume=1',
  'env=prod',
  'filename=x',
]

/** A folder `name` in the folder of the tests. */
function within(name: string): string {
  mkdirSync(join(folder.path, name), { recursive: true })
  return name
}

describe.each(NAMES)('in a folder called %s', (name) => {
  it('a Parquet file holds what it holds', async () => {
    const path = await folder.parquet(join(within(name), 'prices.parquet'), ROW)
    await using market = await readFiles({ files: [path] })
    const { dates, assets, close, adjClose, volume } = market.prices
    expect([dates, assets, close[0], adjClose[0], volume[0]]).toEqual([
      ['2020-12-30'],
      ['A'],
      2.5,
      2.5,
      7,
    ])
    expect(market.found).toEqual([])
  })

  it('a CSV file holds what it holds', async () => {
    const row = '2020-12-30,A,2.5,2.5,2.5,2.5,2.5,7'
    const path = folder.file(join(within(name), 'prices.csv'), `${HEADER}\n${row}\n`)
    await using market = await readFiles({ files: [path] })
    expect(market.prices).toMatchObject({ dates: ['2020-12-30'], assets: ['A'] })
    expect(market.prices.close[0]).toBe(2.5)
  })

  it('a dataset is stored, extended and loaded as elsewhere', async () => {
    const rows = quietRows(['A', 'B'], '2020-12-20', '2021-01-08')
    const csv = (k: string, from: string, to: string) =>
      folder.file(`${name} ${k}.csv`, toCsv(rows.filter(({ date }) => from <= date && date <= to)))
    const characteristics = folder.file(
      `${name} c.csv`,
      'date,symbol,value\n2020-12-30,A,1\n2020-12-31,A,2\n',
    )
    const factors = folder.file(`${name} f.csv`, 'date,Mkt-RF\n2020-12-30,1\n2020-12-31,0.5\n')
    const home = join(folder.path, within(name), 'home')
    const files = [csv('one', '2020-12-20', '2020-12-31')]
    const { dataset } = await ingestFiles({ home, files, characteristics, factors })
    const next = await ingestFiles({
      home,
      files: [csv('two', '2020-12-31', '2021-01-08')],
      previous: dataset.path,
    })
    const panel = await loadPanel(next.dataset.path)
    const dates = [...new Set(rows.map(({ date }) => date))]
    expect([panel.dates, panel.assets]).toEqual([dates, ['A', 'B']])
    expect([...panel.close]).toEqual(
      dates.flatMap((date) => rows.filter((row) => row.date === date).map(({ close }) => close)),
    )
    expect(panel.supplied.map(({ name: one }) => one)).toEqual(['value'])
    expect(panel.factors?.names).toEqual(['FF:MKT-RF'])
  })
})
