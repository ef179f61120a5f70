import { get, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { openExport } from '../../src/export/open-export.js'
import type { ExportKind, ExportRequest } from '../../src/export/request.js'
import type { Split } from '../../src/results.js'
import { sweepPartitions } from '../../src/store/partitions.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { registerDataset } from '../../src/store/publish/register-dataset.js'
import { removeRun } from '../../src/store/publish/runs.js'
import { ensureSplits } from '../../src/store/publish/splits.js'
import { createTestApi } from '../_util/api.js'
import { insertBulkSplit } from '../_util/bulk-split.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { sampleRun } from '../_util/published-run.js'
import {
  sampleMarket,
  sampleRegistration,
  sampleSplit,
  sampleSplitResult,
} from '../_util/results.js'

const EARLIER = sampleMarket({ from: '2020-11-02', dateCount: 60 })
const LATER = sampleMarket({ from: '2020-11-02', dateCount: 63 })
const YEAR = sampleSplit()
const LIVE = sampleSplit({ from: '2021-01-01', to: '2021-12-31', live: true })

async function textOf(
  database: TestDatabase,
  kind: ExportKind,
  request: Partial<ExportRequest> = {},
): Promise<{ text: string; version: number }> {
  const file = await openExport(database, {
    run: 'latest',
    split: 'all',
    kind,
    format: 'csv',
    ...request,
  })
  const chunks: Buffer[] = []
  for await (const chunk of file.chunks()) chunks.push(Buffer.from(chunk))
  return { text: Buffer.concat(chunks).toString(), version: file.version }
}

/** A run with a year and a live split, published at versions 1 and 2. */
async function publishedRun(database: TestDatabase) {
  const run = await sampleRun(database, EARLIER, [YEAR, LIVE])
  const { runId } = run
  const publish = (split: Split, market = EARLIER, options = {}) =>
    publishSplit(database.pool, { runId, result: sampleSplitResult(market, split, options) })
  await publish(YEAR)
  await publish(LIVE)
  return { ...run, publish }
}

/** The next update: three more dates, the first of which was the next date. */
async function extend(database: TestDatabase, runId: string) {
  const { versionId } = await registerDataset(database.pool, sampleRegistration(LATER))
  const splits = [YEAR, LIVE]
  await ensureSplits(database.db, { runId, datasetVersionId: versionId, seeds: [1, 2], splits })
}

describe('since', () => {
  const datesIn = (text: string) => [
    ...new Set(
      text
        .split('\n')
        .slice(1, -1)
        .map((line) => line.slice(0, 10)),
    ),
  ]

  it('returns each date once, for every table', async () => {
    await using database = await createTestDatabase()
    const { runId, publish } = await publishedRun(database)
    const kinds = [
      'residuals',
      'weights',
      'betas',
      'factor-weights',
      'factor-returns',
      'pnl',
    ] as const
    const before = await Promise.all(kinds.map((kind) => textOf(database, kind)))
    expect(before.map(({ version }) => version)).toEqual(kinds.map(() => 2))
    for (const kind of kinds) {
      expect(datesIn((await textOf(database, kind, { since: 2 })).text)).toEqual([])
      const live = LATER.dates.filter((date) => date >= '2021').slice(0, -3)
      const decided = !['residuals', 'factor-returns', 'pnl'].includes(kind)
      expect(datesIn((await textOf(database, kind, { since: 1 })).text)).toEqual(
        decided ? [...live, EARLIER.nextDate] : live,
      )
    }

    await extend(database, runId)
    await publish(LIVE, LATER)
    for (const [i, kind] of kinds.entries()) {
      const after = await textOf(database, kind)
      const added = await textOf(database, kind, { since: 2 })
      expect(added.version).toBe(4)
      const [header, ...lines] = added.text.split('\n')
      if (kind === 'pnl') expect(datesIn(added.text)).toEqual(LATER.dates.slice(-3))
      else expect(before[i].text + lines.join('\n')).toBe(after.text)
      expect(after.text.startsWith(header)).toBe(true)
    }
    const orders = await textOf(database, 'orders', { since: 2 })
    expect(orders.text).toContain(LATER.nextDate)
    expect(datesIn((await textOf(database, 'orders', { since: 4 })).text)).toEqual([])
  })

  it('returns a whole split after its content was replaced, and PnL that was recomputed', async () => {
    await using database = await createTestDatabase()
    const { publish } = await publishedRun(database)
    const all = await textOf(database, 'residuals', { split: YEAR.name })
    await registerDataset(
      database.pool,
      sampleRegistration(EARLIER, { hash: 'restated', restatedFrom: EARLIER.dates[0] }),
    )
    await database.db
      .updateTable('split')
      .set((of) => ({
        dataset_version_id: of
          .selectFrom('dataset_version')
          .select(({ fn }) => fn.max('id').as('id')),
      }))
      .execute()
    await publish(YEAR, EARLIER, { salt: 5 })
    const again = await textOf(database, 'residuals', { since: 2 })
    expect(datesIn(again.text)).toEqual(datesIn(all.text))
    expect(again.text).not.toBe(all.text)
    // The live split's content stays; its first trade now starts from another book.
    const pnl = datesIn((await textOf(database, 'pnl', { since: 2 })).text)
    expect(pnl).toContain(LATER.dates.find((date) => date >= '2021'))
    expect(pnl).not.toContain(EARLIER.dates.at(-1))
  })
})

describe('one version', () => {
  it('is exported throughout a file, though others are published while it is read', async () => {
    await using database = await createTestDatabase()
    const { runId, publish } = await publishedRun(database)
    const kinds = ['residuals', 'weights', 'betas', 'pnl', 'orders'] as const
    const before = await Promise.all(kinds.map((kind) => textOf(database, kind)))
    const opened = await Promise.all(
      kinds.map((kind) =>
        openExport(database, { run: 'latest', split: 'all', kind, format: 'csv' }),
      ),
    )
    await extend(database, runId)
    await publish(LIVE, LATER)
    for (const [i, file] of opened.entries()) {
      const chunks: Buffer[] = []
      for await (const chunk of file.chunks()) chunks.push(Buffer.from(chunk))
      expect(file.version).toBe(2)
      expect(Buffer.concat(chunks).toString()).toBe(before[i].text)
      expect((await textOf(database, kinds[i])).text).not.toBe(before[i].text)
    }
  })

  it('ends in an error, not as a shorter file, where the run is removed during the export', async () => {
    await using database = await createTestDatabase()
    const { runId } = await publishedRun(database)
    const request = { run: runId, split: 'all', kind: 'residuals', format: 'csv' } as const
    const file = await openExport(database, request)
    await removeRun(database.db, runId)
    await sweepPartitions(database.pool)
    const read = async () => {
      for await (const _ of file.chunks());
    }
    await expect(read()).rejects.toThrow('has been removed')
  })
})

/** A count once it has stayed the same for a while. */
async function settled(count: () => number): Promise<number> {
  for (let [before, quiet] = [count(), 0]; ; ) {
    await sleep(50)
    const now = count()
    quiet = now === before ? quiet + 1 : 0
    before = now
    if (quiet >= 10) return now
  }
}

describe('a client', () => {
  /** A response that is not read yet. */
  const begun = (url: string, headers: Record<string, string> = {}) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      get(url, { headers }, resolve).on('error', reject)
    })

  it('that reads slowly slows the database reads, and that disconnects ends them', async () => {
    await using database = await createTestDatabase()
    await using api = await createTestApi({ database, exportDatabase: database })
    const { pool, db } = database
    const { split } = await insertBulkSplit(db, { assetCount: 1000, dateCount: 3000 })
    let reads = 0
    pool.on('acquire', () => reads++)
    const url = `${await api.app.listen({ port: 0, host: '127.0.0.1' })}/export/latest/${split}`
    for (const [file, whole, headers] of [
      ['residuals.csv', 94, {}],
      ['residuals.arrow', 23, {}],
      ['residuals.ndjson', 94, { 'accept-encoding': 'gzip' }],
    ] as const) {
      reads = 0
      const response = await begun(`${url}/${file}`, headers)
      response.on('error', () => {})
      expect(response.headers['content-length']).toBeUndefined()
      // Of the statements for the whole file; the socket buffers hold some of it.
      const paused = await settled(() => reads)
      expect(paused).toBeGreaterThan(1)
      expect(paused).toBeLessThan(0.85 * whole)
      response.destroy()
      expect(await settled(() => reads)).toBeLessThanOrEqual(paused + 2)
      expect(pool.idleCount).toBe(pool.totalCount)
    }
  })

  it('gets a broken connection for a file that could not be completed', async () => {
    await using database = await createTestDatabase()
    await using api = await createTestApi({ database, exportDatabase: database })
    const { pool, db } = database
    const { runId, split } = await insertBulkSplit(db, { assetCount: 1000, dateCount: 3000 })
    let reads = 0
    pool.on('acquire', () => reads++)
    const url = `${await api.app.listen({ port: 0, host: '127.0.0.1' })}/export/latest/${split}`
    const responses = [
      await begun(`${url}/residuals.csv`),
      await begun(`${url}/residuals.csv`, { 'accept-encoding': 'gzip' }),
    ]
    await settled(() => reads)
    await removeRun(db, runId)
    await sweepPartitions(pool)
    for (const response of responses) {
      const read = async () => {
        for await (const _ of response);
      }
      await expect(read()).rejects.toThrow('aborted')
    }
    expect((await api.app.inject('/health')).statusCode).toBe(200)
  })

  it('can download ten million values in constant server memory', {
    timeout: 120_000,
  }, async () => {
    await using database = await createTestDatabase()
    await insertBulkSplit(database.db, { assetCount: 1000, dateCount: 10_100 })
    const gc = exposedGc()
    for (const format of ['arrow', 'csv'] as const) {
      const file = await openExport(database, {
        run: 'latest',
        split: 'all',
        kind: 'residuals',
        format,
      })
      const live: number[] = []
      let [bytes, dates] = [0, 0]
      const onDates = (count: number) => {
        dates = count
      }
      for await (const chunk of file.chunks({ onDates })) {
        bytes += chunk.length
        if (dates < 2000 * (live.length + 1)) continue
        gc()
        const { heapUsed, external } = process.memoryUsage()
        live.push(heapUsed + external)
      }
      expect(dates).toBe(10_100)
      expect(bytes).toBeGreaterThan(110e6)
      expect(live).toHaveLength(5)
      // A file that was kept would add 20 MB (Arrow) or 60 MB (CSV) every 2,000 dates: 80 MB at least. Tests that
      // share the thread may add some.
      expect(Math.max(...live) - live[0]).toBeLessThan(50 * 2 ** 20)
    }
  })
})

/** Collects garbage at once, so that what stays is live. */
function exposedGc(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
