import { describe, expect, it } from 'vitest'
import { publishSplit } from '../../src/store/publish/publish.js'
import { registerDataset } from '../../src/store/publish/register-dataset.js'
import { keptVersions, rollbackSplit } from '../../src/store/publish/rollback.js'
import { splitsOfRuns } from '../../src/store/read/splits.js'
import { splitsAsOf } from '../../src/store/read/splits-as-of.js'
import { outdatedFolders, pruneVersions } from '../../src/store/retention.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { sampleRun } from '../_util/published-run.js'
import {
  sampleMarket,
  sampleRegistration,
  sampleSplit,
  sampleSplitResult,
} from '../_util/results.js'

const market = sampleMarket()
const first = sampleSplit({ from: '2019-01-01', to: '2019-12-31' })
const live = sampleSplit({ from: '2020-01-01', to: '2020-12-31', live: true })
const shorter = (dateCount: number) => sampleMarket({ dateCount })

/** A live split published after each of some dates, the newest version last. */
async function liveRun(database: TestDatabase, counts: readonly number[]) {
  const run = await sampleRun(database, shorter(counts[0]), [first, live])
  const firstResult = sampleSplitResult(market, first)
  await publishSplit(database.pool, { runId: run.runId, result: firstResult })
  let datasetVersionId = run.datasetVersionId
  for (const count of counts) {
    const data = shorter(count)
    const { versionId } = await registerDataset(database.pool, sampleRegistration(data))
    datasetVersionId = versionId
    const result = sampleSplitResult(data, live)
    await publishSplit(database.pool, { runId: run.runId, datasetVersionId, result })
  }
  return { ...run, datasetVersionId }
}

async function shown({ db, pool }: TestDatabase, runId: string, name = live.name) {
  const [splits] = await splitsOfRuns(db, [runId])
  const split = splits.find((one) => one.name === name)
  const current = split?.current
  const pnl = await pool.query(
    'select date, gross, turnover, short_exposure from pnl_day where split_version_id = $1 order by 1',
    [current?.id],
  )
  const orders = await pool.query(
    'select asset_id, current_weight, target_weight, price from order_day where split_version_id = $1 order by 1',
    [current?.id],
  )
  return {
    id: split?.id as number,
    version: current?.version as number,
    scoredTo: current?.scoredTo,
    nextDate: current?.nextDate,
    publishedAt: current?.publishedAt as Date,
    pnl: pnl.rows,
    orders: orders.rows,
  }
}

describe('a result of an older computation', () => {
  it('does not replace one of newer data, and the error gives the reason', async () => {
    await using database = await createTestDatabase()
    const { runId, datasetVersionId } = await sampleRun(database, shorter(20), [live])
    const newer = await registerDataset(database.pool, sampleRegistration(market))
    const result = sampleSplitResult(market, live)
    const published = { runId, datasetVersionId: newer.versionId, result }
    await publishSplit(database.pool, published)
    const before = await shown(database, runId)
    const late = sampleSplitResult(market, live, { salt: 1 })
    await expect(
      publishSplit(database.pool, { runId, datasetVersionId, result: late }),
    ).rejects.toThrow(
      'test_2019_2020 was computed from older data than version 1, which stands: run it again',
    )
    // An equal result is accepted.
    const same = { runId, datasetVersionId, result: sampleSplitResult(shorter(20), live) }
    expect(await publishSplit(database.pool, same)).toEqual({
      version: 1,
      changed: false,
      moved: null,
      warnings: [],
    })
    expect(await shown(database, runId)).toEqual(before)
  })

  it('of a dataset does not hide files ingested meanwhile', async () => {
    await using database = await createTestDatabase()
    const one = sampleRegistration(shorter(20), { previous: null })
    await registerDataset(database.pool, one)
    const two = sampleRegistration(shorter(21), { previous: one.hash })
    await registerDataset(database.pool, two)
    const beside = sampleRegistration(market, { previous: one.hash })
    await expect(registerDataset(database.pool, beside)).rejects.toThrow(
      'dataset sample now has version 2, which these files do not continue: ingest them again',
    )
  })
})

describe('a rollback', () => {
  it('publishes the previous version again and notifies listeners', async () => {
    await using database = await createTestDatabase()
    const { runId } = await liveRun(database, [20, 21])
    const now = await shown(database, runId)
    const client = await database.pool.connect()
    const notices: string[] = []
    client.on('notification', ({ payload }) => notices.push(payload ?? ''))
    await client.query('listen published')
    const [newest, before] = await keptVersions(database.db, now.id)
    const back = await rollbackSplit(database.pool, { runId, name: live.name })
    await client.query('select 1')
    client.removeAllListeners('notification')
    await client.query('unlisten *')
    client.release()

    expect(back).toMatchObject({ version: 5, from: 4, to: { version: 2, datasetVersion: 1 } })
    expect([newest.version, before.version]).toEqual([4, 2])
    const after = await shown(database, runId)
    expect(after).toMatchObject({ version: 5, scoredTo: '2020-01-10', nextDate: '2020-01-13' })
    expect(after.pnl).toEqual(now.pnl.slice(0, -1))
    expect(after.orders.length).toBeGreaterThan(0)
    expect(after.orders).not.toEqual(now.orders)
    expect(notices.map((text) => JSON.parse(text))).toEqual([
      { version: 5, strategy: 'attention-longconv', split: live.name, date: '2020-01-13' },
    ])
    // The version in between is still answered as of that time.
    const [then] = await splitsAsOf(database.db, now.publishedAt, [now.id])
    expect(then?.current).toMatchObject({ version: 4, scoredTo: '2020-01-13' })
  })

  it('is followed by the next dates as without it', async () => {
    await using database = await createTestDatabase()
    const { runId } = await liveRun(database, [20, 21])
    await rollbackSplit(database.pool, { runId, name: live.name })
    const { versionId } = await registerDataset(database.pool, sampleRegistration(market))
    const result = sampleSplitResult(market, live)
    await publishSplit(database.pool, { runId, datasetVersionId: versionId, result })

    await using undisturbed = await createTestDatabase()
    const other = await liveRun(undisturbed, [20, 21, 24])
    const [ours, theirs] = [await shown(database, runId), await shown(undisturbed, other.runId)]
    expect(ours.pnl).toEqual(theirs.pnl)
    expect(ours.orders).toEqual(theirs.orders)
    expect([ours.scoredTo, ours.nextDate]).toEqual([theirs.scoredTo, theirs.nextDate])
  })

  it('accounts the next split again, because its first trades start from another book', async () => {
    await using database = await createTestDatabase()
    const { runId } = await liveRun(database, [20])
    const before = await shown(database, runId)
    const other = sampleSplitResult(market, first, { salt: 1 })
    await publishSplit(database.pool, { runId, result: other })
    const moved = await shown(database, runId)
    expect(moved.pnl[0].turnover).not.toBe(before.pnl[0].turnover)
    await rollbackSplit(database.pool, { runId, name: first.name, to: 1 })
    const back = await shown(database, runId)
    expect(back.pnl).toEqual(before.pnl)
    expect(back.version).toBeGreaterThan(moved.version)
  })

  it('lists the kept versions where the requested one was pruned', async () => {
    await using database = await createTestDatabase()
    const { runId } = await liveRun(database, [20, 21])
    const to = (version?: number) =>
      rollbackSplit(database.pool, { runId, name: live.name, to: version })
    await expect(to(7)).rejects.toThrow('test_2019_2020 has no version 7; kept: 2')
    await expect(to(4)).rejects.toThrow('test_2019_2020 shows version 4 already; kept: 2')
    await expect(rollbackSplit(database.pool, { runId, name: 'test_1_2' })).rejects.toThrow(
      /has no split test_1_2/,
    )
    await expect(rollbackSplit(database.pool, { runId, name: first.name })).rejects.toThrow(
      'test_2018_2019 has no version before 1; no other is kept',
    )
  })
})

describe('pruning', () => {
  it('keeps the last versions, readable, and those whose arrays they share', async () => {
    await using database = await createTestDatabase()
    const { runId } = await liveRun(database, [16, 17, 18, 19, 20, 21])
    const before = await shown(database, runId)
    const versions = await keptVersions(database.db, before.id)
    expect(versions.length).toBe(6)
    expect(await pruneVersions(database.pool, 2)).toBe(3) // the first holds the arrays of all
    const kept = await keptVersions(database.db, before.id)
    expect(kept.map(({ version }) => version)).toEqual([12, 10])
    expect(await shown(database, runId)).toEqual(before)
    const at = async (which: number) => {
      const [then] = await splitsAsOf(database.db, versions[which].publishedAt, [before.id])
      return then?.current?.version
    }
    expect([await at(0), await at(1)]).toEqual([12, 10])
    // Earlier instants are unknown rather than wrong.
    expect([await at(3), await at(5)]).toEqual([undefined, undefined])
    const books = await database.pool.query('select count(*)::int as n from asset_weight_day')
    expect(books.rows[0].n).toBeGreaterThan(0)
    expect(await pruneVersions(database.pool, 2)).toBe(0)
    await expect(rollbackSplit(database.pool, { runId, name: live.name, to: 2 })).rejects.toThrow(
      'has no version 2; kept: 10',
    )
    await rollbackSplit(database.pool, { runId, name: live.name })
  })

  it('returns the folders of older dataset versions, unless a kept one shares them', async () => {
    await using database = await createTestDatabase()
    const at = (count: number, path: string, name = 'sample') =>
      registerDataset(database.pool, sampleRegistration(shorter(count), { path, name }))
    for (const [count, path] of [
      [16, '/data/a'],
      [17, '/data/b'],
      [18, '/data/c'],
      [19, '/data/d'],
    ] as const) {
      await at(count, path)
    }
    await at(17, '/data/b', 'other')
    expect(await outdatedFolders(database.db, 2)).toEqual(['/data/a'])
  })

  it('keeps at least two versions', async () => {
    await using database = await createTestDatabase()
    expect(() => pruneVersions(database.pool, 1)).toThrow(/at least 2/)
  })
})

describe('a written publication', () => {
  it('is verified before it becomes visible: accounts of other returns are refused', async () => {
    await using database = await createTestDatabase()
    const { runId } = await sampleRun(database, market, [first])
    const result = sampleSplitResult(sampleMarket({ seed: 2 }), first)
    await expect(publishSplit(database.pool, { runId, result })).rejects.toThrow(
      /test_2018_2019 cannot be published: 2019-12-16 earned .* by its book, and is accounted with/,
    )
    const { rows } = await database.pool.query('select count(*)::int as n from split_version')
    expect(rows[0].n).toBe(0)
  })
})
