import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeSyntheticMarket } from '../../src/data/synthetic/write-market.js'
import { openDatabase } from '../../src/store/database.js'
import { startProgram, succeed } from '../_util/program.js'

/** The built program with a predictor: trained, published, extended by a new session, killed and resumed. */
const MARKET = { seed: 7, assets: 24, from: '2013-01-02', to: '2015-12-29' } as const
const NEXT_DATE = '2015-12-30'
const TINY = ['lookback=5', 'hidden=4', 'factorCount=2', 'portfolioCount=4', 'epochs=2']
const BACKTEST = [
  ...['backtest', '--dataset', 'sample', '--strategy', 'factor-vae', '--train-years', '1'],
  ...['--from', '2015', '--to', '2015', '--seeds', '2', '--workers', '1'],
  ...TINY.flatMap((setting) => ['--config', setting]),
]

const folder = mkdtempSync(join(tmpdir(), 'residua predictor '))
const home = join(folder, 'home')

beforeAll(async () => {
  writeSyntheticMarket(join(folder, 'market'), MARKET)
  await ingest(home)
  await succeed(BACKTEST, home)
}, 300_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('factor-vae from a price file', () => {
  it('resumed after kill -9 it has the same checkpoints and the same predictions, bit for bit', async () => {
    const killed = join(folder, 'home-killed')
    await ingest(killed)
    const child = startProgram(BACKTEST, killed)
    const ended = new Promise((resolve) => child.on('close', resolve))
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 2_500))])
    child.kill('SIGKILL')
    await ended
    await succeed(BACKTEST, killed)
    expect(checkpoints(killed).size).toBe(2)
    expect(checkpoints(killed)).toEqual(checkpoints(home))
    const [ours, theirs] = [await stored(home), await stored(killed)]
    expect(ours.length).toBeGreaterThan(240)
    expect(theirs).toEqual(ours)
  }, 300_000)

  it('publishes a mean and a positive risk of every name, and score extends them by a session', async () => {
    const before = await stored(home)
    expect(before.at(-1)?.date).toBe(NEXT_DATE)
    for (const { date, mean, risk } of before) {
      const known = risk.filter((value) => value !== null)
      expect(known.length, date).toBeGreaterThan(15)
      expect(
        mean.map((value) => value !== null),
        date,
      ).toEqual(risk.map((value) => value !== null))
      expect([Math.min(...known) > 1e-4, Math.max(...known) < 0.2], date).toEqual([true, true])
    }
    await succeed(['ingest', sessionFile(NEXT_DATE), '--as', 'sample'], home)
    await succeed(['score', '--dataset', 'sample', '--strategy', 'factor-vae'], home)
    const after = await stored(home)
    expect(after.slice(0, before.length)).toEqual(before)
    expect(after.map(({ date }) => date).slice(before.length)).toEqual(['2015-12-31'])
  }, 300_000)
})

async function ingest(into: string): Promise<void> {
  const path = (name: string) => join(folder, 'market', `${name}.csv`)
  const beside = ['--membership', path('membership'), '--sectors', path('sectors')]
  await succeed(['ingest', path('prices'), ...beside, '--as', 'sample'], into)
}

/** The prices of one later session, as a file of a new evening. */
function sessionFile(date: string): string {
  writeSyntheticMarket(join(folder, 'longer'), { ...MARKET, to: date })
  const text = readFileSync(join(folder, 'longer', 'prices.csv'), 'utf8').trimEnd()
  const [header, ...rows] = text.split('\n')
  const file = join(folder, 'today.csv')
  writeFileSync(file, `${[header, ...rows.filter((row) => row.startsWith(date))].join('\n')}\n`)
  return file
}

interface StoredPrediction {
  readonly date: string
  /** Of each asset of the split, null outside the universe. */
  readonly mean: readonly (number | null)[]
  readonly risk: readonly (number | null)[]
}

const STORED = `
  select mean.date::text as date, mean.v as mean, risk.v as risk
  from split_version version
  join split on split.current_version_id = version.id
  join prediction_mean_day mean on mean.content_id = version.content_id
  join prediction_risk_day risk on risk.content_id = mean.content_id and risk.date = mean.date
  order by mean.date`

async function stored(of: string): Promise<StoredPrediction[]> {
  const database = await openDatabase({ home: of, log: () => {} })
  try {
    return (await database.pool.query(STORED)).rows as StoredPrediction[]
  } finally {
    await database.release()
  }
}

/** Checkpoint bytes by `<split>-<seed>`. */
function checkpoints(of: string): Map<string, Buffer> {
  const root = join(of, 'checkpoints')
  return new Map(
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ckpt'))
      .map((name) => [name.split('/').at(-1) as string, readFileSync(join(root, name))]),
  )
}
