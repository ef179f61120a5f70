import { readdirSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { ingestFiles } from '../../../src/data/dataset/ingest.js'
import { loadPanel } from '../../../src/data/dataset/load-panel.js'
import { Folder } from '../../_util/market-files.js'

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())
const home = join(folder.path, 'home')

const HEADER = 'date,symbol,open,high,low,close,adj_close,volume\n'
const DATES = ['2020-01-02', '2020-01-03', '2020-01-06', '2020-01-07']

/** Three symbols, of which one has no volume and one no row on the second date. */
function rows(dates: readonly string[]): string {
  const row = (date: string, symbol: string, k: number) => {
    const price = 10 + k + Number(date.slice(-1)) / 7
    const volume = symbol === 'B' ? '' : '1000'
    return `${date},${symbol},${price},${price + 1},${price - 1},${price},${price / 3},${volume}\n`
  }
  const symbols = (date: string) => (date === '2020-01-03' ? ['A', 'B'] : ['A', 'B', 'C'])
  return dates.flatMap((date) => symbols(date).map((symbol, k) => row(date, symbol, k))).join('')
}

function partsIn(path: string): string[] {
  return readdirSync(join(path, 'kept')).sort()
}

it('prices are kept as arrays that are read in place of the Parquet files', async () => {
  const first = folder.file('first.csv', HEADER + rows(DATES.slice(0, 3)))
  const { dataset } = await ingestFiles({ home, files: [first] })
  const lines: string[] = []
  const keep = (line: string) => void lines.push(line)
  const parquet = await loadPanel(dataset.path)
  expect(await loadPanel(dataset.path, { keep })).toEqual(parquet)
  expect(partsIn(dataset.path)).toHaveLength(7)
  expect(await loadPanel(dataset.path, { keep })).toEqual(parquet)
  expect(lines).toEqual([])

  truncateSync(join(dataset.path, 'kept', 'low.prices'), 100)
  expect(await loadPanel(dataset.path, { keep })).toEqual(parquet)
  expect(lines).toEqual([expect.stringMatching(/low\.prices cannot be used .*SHA-256/)])
  expect(await loadPanel(dataset.path, { keep })).toEqual(parquet)
  expect(lines).toHaveLength(1)

  const second = folder.file('second.csv', HEADER + rows(DATES.slice(2)))
  const later = await ingestFiles({ home, previous: dataset.path, files: [second], daily: true })
  const whole = await loadPanel(later.dataset.path)
  expect(whole.dates).toEqual(DATES)
  expect(await loadPanel(later.dataset.path, { keep })).toEqual(whole)
  expect(partsIn(dataset.path)).toEqual([])
  expect(await loadPanel(later.dataset.path, { keep })).toEqual(whole)
})
