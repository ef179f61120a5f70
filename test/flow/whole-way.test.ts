import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeSyntheticMarket } from '../../src/data/synthetic/write-market.js'
import { EXPORT_FORMATS } from '../../src/export/request.js'
import { audit } from '../_util/audit.js'
import { auditFiles, readFiles, rowsBitForBit, rowsOfGraphql } from '../_util/audit-files.js'
import { writeFactorFile } from '../_util/factor-file.js'
import { type PriceFile, readPriceFile } from '../_util/price-file.js'
import { query, serve, startProgram, succeed } from '../_util/program.js'
import { publishedBooks, publishedResults } from '../_util/published.js'
import { readBulk } from '../_util/read-bulk.js'

/**
 * The built program from a price file to HTTP answers, as an outside user would check it: a small
 * synthetic market, strategies of every kind, a real cluster, real processes.
 */

const STRATEGIES = ['pca-ou', 'attention-longconv'] as const
const MARKET = { seed: 7, assets: 18, from: '2011-01-03', to: '2015-12-31' } as const
const WINDOWS = ['--train-years', '3']
const SETTINGS = {
  'pca-ou': ['--config', 'factorCount=3'],
  'attention-longconv': ['--config', 'epochs=2', '--config', 'factorCount=3', '--seed', '11'],
} as const
/** One split of a strategy of every other kind: trained on residuals, with factor legs, without factors. */
const YEAR = '2015'
const OTHERS = {
  'pca-longconv': [
    ...['--train-years', '1', '--seeds', '1', '--config', 'epochs=1'],
    ...['--config', 'factorCount=3', '--config', 'window=60'],
  ],
  'ff-ou': ['--config', 'factorCount=3'],
  'reversal-5': [],
  'equal-weight': [],
} as const
const LEGS = ['FF:HML', 'FF:MKT-RF', 'FF:SMB']
/** A date without the return of a leg: no book is decided while the window of the loadings contains it. */
const NO_FACTOR_RETURN = '2015-11-30'
/** λ of attention-longconv by default. */
const RIDGE = 1e-3
/** The look-ahead test alters the data from this date on. */
const CUT = '2015-04-15'

const folder = mkdtempSync(join(tmpdir(), 'residua flow '))
const marketFolder = join(folder, 'market')
const home = join(folder, 'home')
/** Of `home`, while everything else runs. */
let server: Awaited<ReturnType<typeof serve>>
let prices: PriceFile

beforeAll(async () => {
  writeSyntheticMarket(marketFolder, MARKET)
  writeFactorFile(join(marketFolder, 'factors.csv'), { ...MARKET, missing: NO_FACTOR_RETURN })
  await computeAll(marketFolder, home)
  for (const strategy of Object.keys(OTHERS)) await succeed(windowOf(strategy), home)
  server = await serve(home)
  prices = readMarket()
}, 600_000)

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

describe('a computed store, read over HTTP only', () => {
  it.each(STRATEGIES)(
    'identities 1–6 hold on every published date of %s',
    async (strategy) => {
      const found = await audit(server.url, strategy, prices)
      expect(found.violations.slice(0, 10)).toEqual([])
      expect(found.splits).toBe(3)
      expect(found.dates).toBe(prices.dates.filter((date) => date >= '2014').length)
      expect(found.checks).toBeGreaterThan(12_000)
    },
    300_000,
  )

  it.each(STRATEGIES)(
    'identities 1–6 hold in the files of %s, with the values of GraphQL bit for bit',
    async (strategy) => {
      const served = (await rowsOfGraphql(server.url, strategy)).sort()
      // Every format for one strategy; for the other a text and a binary one.
      const formats = strategy === 'pca-ou' ? (['csv', 'arrow'] as const) : EXPORT_FORMATS
      for (const format of formats) {
        const files = await readFiles(server.url, strategy, format)
        expect(rowsBitForBit(files).sort()).toEqual(served)
        if (format !== 'csv') continue // those of the other formats are the same values
        const found = auditFiles(files, prices, strategy === 'attention-longconv' ? RIDGE : null)
        expect(found.violations.slice(0, 10)).toEqual([])
        expect(found.dates).toBe(prices.dates.filter((date) => date >= '2014').length)
        expect(found.checks).toBeGreaterThan(12_000)
      }
    },
    300_000,
  )

  it('lists the live split last, with the next date and its orders', async () => {
    const { splits } = await query<{
      splits: {
        name: string
        live: boolean
        nextDate: string | null
        orders: { trade: number }[]
      }[]
    }>(server.url, `{ splits(strategy: "pca-ou") { name live nextDate orders { trade } } }`)
    expect(splits.map(({ name, live, nextDate }) => [name, live, nextDate])).toEqual([
      ['test_2013_2014', false, null],
      ['test_2014_2015', false, null],
      ['test_2015_2016', true, '2016-01-04'],
    ])
    expect(splits[2].orders.length).toBeGreaterThan(0)
    expect(splits[0].orders).toEqual([])
  })
})

describe('one split of a strategy of every other kind', () => {
  let tested: readonly string[]
  beforeAll(() => {
    tested = prices.dates.filter((date) => date.startsWith(YEAR))
  })

  it.each(['pca-longconv', 'reversal-5', 'equal-weight'])(
    'identities hold on every date of %s, each with a book',
    async (strategy) => {
      const found = await audit(server.url, strategy, prices)
      expect(found.violations.slice(0, 10)).toEqual([])
      expect(found.splits).toBe(1)
      expect(found.traded).toEqual(tested)
      const perDate = strategy === 'pca-longconv' ? 30 : 8
      expect(found.checks).toBeGreaterThan(perDate * found.dates)
    },
    120_000,
  )

  it('identities hold on every date of ff-ou, whose books hold the factor portfolios themselves', async () => {
    const found = await audit(server.url, 'ff-ou', prices)
    expect(found.violations.slice(0, 10)).toEqual([])
    expect(found.dates).toBe(tested.length)
    expect(found.checks).toBeGreaterThan(30 * found.dates)
    expect(found.traded.length).toBeGreaterThan(200)
    expect(found.traded.at(-1)).toBe(NO_FACTOR_RETURN)
    expect([...found.held].filter((asset) => asset.startsWith('FF:')).sort()).toEqual(LEGS)
  }, 120_000)

  it('the exported files of ff-ou hold the values of GraphQL bit for bit, and satisfy the identities', async () => {
    const files = await readFiles(server.url, 'ff-ou', 'csv')
    expect(auditFiles(files, prices, null).violations.slice(0, 10)).toEqual([])
    expect(rowsBitForBit(files).sort()).toEqual((await rowsOfGraphql(server.url, 'ff-ou')).sort())
  }, 120_000)
})

describe('no look-ahead', () => {
  it('weights up to t and checkpoints trained before t do not depend on data of t or later', async () => {
    const altered = join(folder, 'altered')
    writeSyntheticMarket(altered, MARKET)
    writeFactorFile(join(altered, 'factors.csv'), MARKET)
    scramble(join(altered, 'prices.csv'), CUT)
    const other = join(folder, 'home-altered')
    await computeAll(altered, other)

    const before = server
    await using after = await serve(other)
    for (const strategy of STRATEGIES) {
      const [left, right] = [
        await publishedBooks(before.url, strategy),
        await publishedBooks(after.url, strategy),
      ]
      const until = (books: typeof left) => books.filter(({ date }) => date <= CUT)
      expect(until(left).length).toBeGreaterThan(300)
      expect(until(right)).toEqual(until(left))
      expect(right).not.toEqual(left)
      for (const format of EXPORT_FORMATS) {
        const path = `/export/latest/all/weights.${format}?strategy=${strategy}&to=${CUT}`
        const [ours, theirs] = await Promise.all(
          [before, after].map(async ({ url }) => {
            const response = await fetch(url + path)
            return readBulk(format, new Uint8Array(await response.arrayBuffer()))
          }),
        )
        expect(ours.rows.length).toBeGreaterThan(3000)
        expect(theirs).toEqual(ours)
      }
    }
    const [ours, theirs] = [checkpoints(home), checkpoints(other)]
    const trainedBefore = [...theirs.keys()].filter((name) => /test_201[34]_/.test(name))
    expect(trainedBefore.length).toBe(4)
    for (const name of trainedBefore) expect(theirs.get(name)).toEqual(ours.get(name))
  }, 600_000)
})

describe('kill -9', () => {
  it('three times during a run, then resumed, gives the undisturbed numbers bit for bit', async () => {
    const killed = join(folder, 'home-killed')
    await ingest(marketFolder, killed)
    for (const afterMs of [1_500, 3_000, 4_500]) {
      const child = startProgram(backtestOf('attention-longconv'), killed)
      const ended = new Promise((resolve) => child.on('close', resolve))
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, afterMs))])
      child.kill('SIGKILL')
      await ended
    }
    await succeed(backtestOf('attention-longconv'), killed)

    await using resumed = await serve(killed)
    expect(await publishedResults(resumed.url, 'attention-longconv')).toEqual(
      await publishedResults(server.url, 'attention-longconv'),
    )
    expect(await publishedBooks(resumed.url, 'attention-longconv')).toEqual(
      await publishedBooks(server.url, 'attention-longconv'),
    )
  }, 600_000)

  it('a second backtest computes and publishes nothing', async () => {
    const version = () =>
      query<{ dataVersion: { version: number } }>(server.url, '{ dataVersion { version } }')
    const before = await version()
    await succeed(backtestOf('pca-ou'), home)
    expect(await version()).toEqual(before)
  }, 120_000)
})

async function ingest(market: string, into: string): Promise<void> {
  const files = [
    ...['prices.csv', '--membership', 'membership.csv', '--sectors', 'sectors.csv'],
    ...['--factors', 'factors.csv'],
  ]
  const paths = files.map((name) => (name.startsWith('--') ? name : join(market, name)))
  await succeed(['ingest', ...paths, '--as', 'sample'], into)
}

async function computeAll(market: string, into: string): Promise<void> {
  await ingest(market, into)
  for (const strategy of STRATEGIES) await succeed(backtestOf(strategy), into)
}

function backtestOf(strategy: (typeof STRATEGIES)[number]): string[] {
  const base = ['backtest', '--dataset', 'sample', '--strategy', strategy, '--workers', '2']
  return [...base, ...WINDOWS, ...SETTINGS[strategy]]
}

function windowOf(strategy: string): string[] {
  const base = ['backtest', '--dataset', 'sample', '--strategy', strategy, '--workers', '1']
  const window = [...WINDOWS, '--from', YEAR, '--to', YEAR]
  return [...base, ...window, ...OTHERS[strategy as keyof typeof OTHERS]]
}

function readMarket(): PriceFile {
  const file = (name: string) => join(marketFolder, name)
  return readPriceFile(file('prices.csv'), file('membership.csv'), file('factors.csv'))
}

/** Replaces every price and volume on or after `cut` by another valid one. */
function scramble(file: string, cut: string): void {
  const [header, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n')
  const columns = header.split(',')
  const date = columns.indexOf('date')
  const numeric = columns.flatMap((name, i) => (/^(date|symbol)$/.test(name) ? [] : [i]))
  const altered = lines.map((line, row) => {
    const cells = line.split(',')
    if (cells[date] < cut) return line
    const factor = 0.9 + 0.2 * (((row * 2654435761) >>> 0) / 2 ** 32)
    for (const i of numeric) if (cells[i] !== '') cells[i] = (Number(cells[i]) * factor).toFixed(4)
    return cells.join(',')
  })
  writeFileSync(file, `${[header, ...altered].join('\n')}\n`)
}

/** Checkpoint bytes by `<split>-<seed>`, for any id of the run. */
function checkpoints(of: string): Map<string, Buffer> {
  const root = join(of, 'checkpoints')
  return new Map(
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ckpt'))
      .map((name) => [name.split('/').at(-1) as string, readFileSync(join(root, name))]),
  )
}
