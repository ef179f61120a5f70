import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PriceRow, quietRows } from '../_util/market-files.js'
import { residua, succeed } from '../_util/program.js'

/** Downloads as Yahoo's, with a sectors file, from files to a published split in two commands. */
const folder = mkdtempSync(join(tmpdir(), 'residua yahoo '))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const SYMBOLS = ['AAPL', 'MSFT', 'BRK-B', '^GSPC', '7203.T', 'V']
const ROWS = quietRows(SYMBOLS, '2016-01-04', '2018-12-31')
const SPLIT_FACTOR = 4
const NUMBERS = 'Open,High,Low,Close,Adj Close,Volume'
const numbers = ({ close }: PriceRow) =>
  [0, close * 1.01, close * 0.99, close, close / SPLIT_FACTOR, 1000].join(',')

const sectors = join(folder, 'sectors.csv')
const combined = join(folder, 'yahoo.csv')
const files = SYMBOLS.map((symbol) => join(folder, 'files', `${symbol}.csv`))
const BACKTEST = ['--strategy', 'reversal-1', '--train-years', '1', '--test-years', '1']

beforeAll(() => {
  mkdirSync(join(folder, 'files'))
  const labels = SYMBOLS.map((symbol, k) => `${symbol},${k % 2 ? 'Energy' : 'Materials'}`)
  writeFileSync(sectors, `symbol,sector\n${labels.join('\n')}\n`)
  const lines = ROWS.map((row) => `${row.date},${row.symbol},${numbers(row)}`)
  writeFileSync(combined, `Date,Ticker,${NUMBERS}\n${lines.join('\n')}\n`)
  for (const [k, symbol] of SYMBOLS.entries()) {
    const own = ROWS.filter((row) => row.symbol === symbol)
    const dated = own.map((row) => `${row.date} 00:00:00-05:00,${numbers(row)}`)
    writeFileSync(files[k], `Date,${NUMBERS}\n${dated.join('\n')}\n`)
  }
})

describe('prices as Yahoo writes them', () => {
  it.each([
    ['one file with tickers', () => [combined]],
    ['one file a symbol', () => [...files, '--symbol-from-name']],
  ])(
    '%s',
    async (id, given) => {
      const home = join(folder, `home ${id}`)
      const ingested = await succeed(
        ['ingest', ...given(), '--sectors', sectors, '--as', 'mine', '--json'],
        home,
      )
      const { dataset, report } = JSON.parse(ingested.stdout)
      expect(dataset.assets.map(({ symbol }: PriceRow) => symbol)).toEqual([...SYMBOLS].sort())
      expect(dataset.assets.every(({ sector }: { sector: string | null }) => sector !== null)).toBe(
        true,
      )
      expect(report.counts['zero-price']).toBe(ROWS.length)
      expect(report.counts['adj-close-assumed']).toBeUndefined()
      await succeed(['backtest', '--dataset', 'mine', ...BACKTEST], home)
      const runs = JSON.parse((await succeed(['runs', '--json'], home)).stdout)
      expect(runs).toMatchObject([{ strategy: 'reversal-1', status: 'done' }])
    },
    120_000,
  )

  it('one file a symbol without the flag: the message ends with it', async () => {
    const outcome = await residua(['data', 'check', files[0]], join(folder, 'none'))
    expect(outcome.code).toBe(1)
    expect(outcome.stderr).toContain('add --symbol-from-name to read it as the prices of "AAPL"')
  }, 60_000)
})
