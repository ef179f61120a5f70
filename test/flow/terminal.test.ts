import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { quietRows } from '../_util/market-files.js'
import { residua, startProgram, succeed } from '../_util/program.js'
import { CHROMIUM, NO_CHROMIUM } from '../browser/chromium.js'

/** What the program prints on the way from an empty store to a report: the next step, always. */
const folder = mkdtempSync(join(tmpdir(), 'residua terminal '))
const home = join(folder, 'home')
const prices = join(folder, 'prices.csv')
const SYMBOLS = ['AAPL', 'MSFT', 'NVDA', 'XOM', 'JPM', 'KO']
const BACKTEST = ['backtest', '--dataset', 'mine', '--train-years', '1', '--strategy']

beforeAll(() => {
  const rows = quietRows(SYMBOLS, '2016-01-04', '2018-12-31')
  const lines = rows.map(({ date, symbol, close }) => `${date},${symbol},${close}`)
  writeFileSync(prices, `date,symbol,close\n${lines.join('\n')}\n`)
})

afterAll(async () => {
  await residua(['db', 'stop'], home)
  rmSync(folder, { recursive: true, force: true })
})

describe('the program says what to do next', () => {
  it('serve on an empty store', async () => {
    const text = await servedText()
    expect(text).toMatch(/^Dashboard {3}http:\/\/127\.0\.0\.1:\d+\/$/m)
    expect(text).toMatch(/^Playground {2}http.*\/playground$/m)
    expect(text).toMatch(/^GraphQL {5}http.*\/graphql$/m)
    expect(text).toContain('The store is empty')
    expect(text).toContain('residua ingest prices.csv.gz --as mine')
    expect(text).toContain('residua demo')
  }, 120_000)

  it('a check, an ingest, and an ingest of the same file', async () => {
    const checked = await succeed(['data', 'check', prices], home)
    expect(lastLine(checked.stdout)).toBe(`Next: residua ingest '${prices}' --as prices`)
    const next = 'Next: residua backtest --dataset mine --strategy attention-longconv'
    for (const _ of [1, 2]) {
      const ingested = await succeed(['ingest', prices, '--as', 'mine'], home)
      expect(lastLine(ingested.stdout)).toBe(next)
    }
    expect(await servedText()).toContain('Nothing is published yet')
  }, 180_000)

  it('a published run: serve, ingest and export know it', async () => {
    await succeed([...BACKTEST, 'reversal-1'], home)
    await succeed([...BACKTEST, 'equal-weight'], home)
    const text = await servedText()
    expect(text).not.toContain('store is empty')
    expect(text.split('\n').filter((line) => line !== '')).toHaveLength(4)
    const ingested = await succeed(['ingest', prices, '--as', 'mine'], home)
    expect(lastLine(ingested.stdout)).toMatch(/^Next: residua score --dataset mine --strategy /)
    const out = join(folder, 'pnl.csv')
    const of = ['--strategy', 'reversal-1', '--out']
    const exported = await succeed(['export', 'latest', 'pnl', ...of, out], home)
    expect(exported.stderr).toMatch(/pnl\.csv: reversal-1 \(run [0-9a-f]{8}\), \d+ dates/)
    const piped = await succeed(
      ['export', 'latest', 'pnl', ...of, '-', '--format', 'csv', '--json'],
      home,
    )
    expect(JSON.parse(lastLine(piped.stderr) ?? '')).toMatchObject({ strategy: 'reversal-1' })
  }, 240_000)

  it.each([
    ['a dataset', ['data', 'use', 'mien'], '"mine"'],
    ['a run', ['report', 'reversal-l'], '"reversal-1"'],
    [
      'a run to compare with',
      ['report', 'reversal-1', '--against', 'equal-wieght'],
      '"equal-weight"',
    ],
    [
      'a split',
      ['export', 'reversal-1', 'pnl', '--split', 'test_2016_207', '--out', '-', '--format', 'csv'],
      '"test_2016_2017"',
    ],
    [
      'a symbol',
      ['export', 'reversal-1', 'weights', '--assets', 'APPL', '--out', '-', '--format', 'csv'],
      '"AAPL"',
    ],
    ['a strategy', ['runs', '--strategy', 'reversal'], '"reversal-1"'],
    ['a task', ['jobs', 'run', 'scroe'], '"score"'],
  ])(
    'did you mean: %s',
    async (_what, args, expected) => {
      const outcome = await residua(args, home)
      expect(outcome.code).toBeGreaterThan(0)
      expect(outcome.stderr).toMatch(new RegExp(`did you mean ${expected}`))
    },
    60_000,
  )
})

describe('the report of two strategies', () => {
  const both = ['report', 'reversal-1', '--against', 'equal-weight']

  it('is text and JSON', async () => {
    const { stdout } = await succeed(both, home)
    expect(stdout).toMatch(/on the same dates +days +net SR/)
    const json = JSON.parse((await succeed([...both, '--json'], home)).stdout)
    expect(json.against).toMatchObject([{ strategy: 'reversal-1' }, { strategy: 'equal-weight' }])
    expect(json.against[1].differenceLow).toBeLessThan(json.against[1].differenceToFirst)
  }, 120_000)

  it('is one page', async () => {
    const page = join(folder, 'sheet.html')
    const { stdout } = await succeed([...both, '--html', page], home)
    expect(stdout).toBe(`Written: ${page}\n`)
    const html = readFileSync(page, 'utf8')
    expect(html).toContain('<title>1-day reversal on mine</title>')
    expect(html).toMatch(/data hash<\/dt><dd>[0-9a-f]{64}/)
    expect(html).not.toMatch(/<script|https?:|NaN|undefined/)
  }, 120_000)

  it('is a PDF file where Chromium is there, and says what is missing elsewhere', async (context) => {
    const file = join(folder, 'sheet.pdf')
    const missing = await residua([...both, '--pdf', file], home, { RESIDUA_CHROMIUM: '/none' })
    expect(missing.code).toBe(1)
    expect(missing.stderr).toContain('RESIDUA_CHROMIUM=/none is not there')
    expect(existsSync(file)).toBe(false)
    if (!CHROMIUM) {
      console.log(NO_CHROMIUM)
      return context.skip(NO_CHROMIUM)
    }
    await succeed([...both, '--pdf', file], home)
    expect(readFileSync(file).subarray(0, 5).toString()).toBe('%PDF-')
  }, 120_000)
})

function lastLine(text: string): string | undefined {
  return text.trimEnd().split('\n').at(-1)
}

/** What `serve` prints until it waits. */
async function servedText(): Promise<string> {
  const child = startProgram(['serve', '--port', '0'], home)
  let text = ''
  await new Promise<void>((resolve) => {
    child.on('close', () => resolve())
    child.stdout?.on('data', (chunk) => {
      text += chunk
      if (text.includes('Ctrl-C stops it.')) child.kill('SIGTERM')
    })
  })
  return text
}
