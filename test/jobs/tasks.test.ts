import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { HOST_ENGINE } from '../../jobs/pool/split-task.js'
import { installQueue } from '../../jobs/queue/install.js'
import type { Settings } from '../../jobs/session/settings.js'
import { computeSplits } from '../../jobs/tasks/backtest/compute-splits.js'
import type { BacktestPlan } from '../../jobs/tasks/backtest/plan.js'
import { pullCheckpoints } from '../../jobs/tasks/backtest/pull-checkpoints.js'
import { checkpointMirror } from '../../jobs/tasks/queued/checkpoint-mirror.js'
import { sessionsSince } from '../../jobs/tasks/queued/health.js'
import { scoreFailure } from '../../jobs/tasks/queued/score.js'
import { withSmallerBatch } from '../../jobs/tasks/queued/smaller-batch.js'
import { runTaskNow } from '../../jobs/tasks/run-task-now.js'
import { runWorker } from '../../jobs/worker/worker.js'
import { toConfig } from '../../src/config.js'
import { XNYS } from '../../src/data/calendar/calendar.js'
import { strategyByName } from '../../src/registry/registry.js'
import { saveCheckpoint } from '../../src/store/checkpoints.js'
import { jobById } from '../../src/store/jobs/job.js'
import { pruneJobs } from '../../src/store/jobs/prune-jobs.js'
import { runsById } from '../../src/store/read/runs.js'
import { folderCheckpoints } from '../../src/walkforward/checkpoints.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit } from '../_util/results.js'

const MARKET = sampleMarket()

/** Works off everything that is queued, alerts included. */
async function workOff({ db, pool }: TestDatabase, settings: Settings): Promise<void> {
  const controller = new AbortController()
  const session = { config: toConfig({}), db, pool, signal: controller.signal }
  const options = { settings, concurrency: 1, heartbeatMs: 50, pollMs: 50 }
  const working = runWorker(session, { ...options, runner: { pause: () => 20 } })
  for (;;) {
    const { rows } = await pool.query('select from job where finished_at is null')
    if (rows.length === 0) break
    await sleep(25)
  }
  controller.abort()
  await working
}

/** A webhook that fails for the given number of requests first. */
async function webhook(failures: number) {
  const received: Record<string, unknown>[] = []
  let left = failures
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    if (left-- > 0) return response.writeHead(503).end()
    received.push(JSON.parse(Buffer.concat(chunks).toString()))
    response.writeHead(204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    [Symbol.dispose]: () => void server.close(),
  }
}

describe('data older than expected', () => {
  it('are posted to the webhook until it accepts', async () => {
    await using test = await createTestDatabase()
    using hook = await webhook(2)
    await installQueue(test)
    await sampleRun(test, MARKET, [sampleSplit()])
    const last = MARKET.dates[MARKET.dates.length - 1]
    const { id } = await runTaskNow(test.db, { task: 'health', date: '2020-02-28' })
    await workOff(test, { alerts: { webhook: hook.url, maxAgeSessions: 3 } })
    expect((await jobById(test.db, id)).outcome).toBe(
      `sample is old: it ends on ${last}, ${sessionsSince(XNYS, last, '2020-02-28')} sessions before 2020-02-28`,
    )
    expect(hook.received).toMatchObject([
      {
        kind: 'data-old',
        details: { dataset: 'sample', lastDate: last },
        text: expect.any(String),
      },
    ])
  })

  it('are not reported where the data are new enough', async () => {
    await using test = await createTestDatabase()
    using hook = await webhook(0)
    await installQueue(test)
    await sampleRun(test, MARKET, [sampleSplit()])
    await runTaskNow(test.db, { task: 'health', date: MARKET.nextDate })
    await workOff(test, { alerts: { webhook: hook.url } })
    expect(hook.received).toEqual([])
  })

  it('are counted in completed sessions', () => {
    expect(sessionsSince(XNYS, '2026-07-02', '2026-07-06')).toBe(0) // a holiday and a weekend between
    expect(sessionsSince(XNYS, '2026-07-02', '2026-07-08')).toBe(2)
  })
})

describe('a task run by hand', () => {
  it('that is unknown fails with the names of the known tasks', async () => {
    await using test = await createTestDatabase()
    await expect(runTaskNow(test.db, { task: 'nap' })).rejects.toThrow(/have: ingest, score/)
    await expect(runTaskNow(test.db, { task: 'score', date: 'now' })).rejects.toThrow(/--date now/)
  })

  it('has the options of its schedule entry', async () => {
    await using test = await createTestDatabase()
    await installQueue(test)
    const schedule = { score: { options: { strategy: 'pca-ou' } } }
    const { id } = await runTaskNow(test.db, { task: 'score', date: '2020-12-31', schedule })
    expect((await jobById(test.db, id)).payload).toEqual({
      strategy: 'pca-ou',
      date: '2020-12-31',
    })
  })
})

describe('checkpoints in the database', () => {
  it('reach workers that share no folder, and are verified by their checksum', async () => {
    await using test = await createTestDatabase()
    const { db, pool } = test
    const { runId } = await sampleRun(test, MARKET, [sampleSplit()])
    const homes = ['a', 'b', 'c'].map(() => mkdtempSync(join(tmpdir(), 'residua-home-')))
    const folderOf = (home: string) => join(home, 'checkpoints', runId)
    const mirrorOf = (home: string) => {
      const session = {
        config: { ...toConfig({}), home },
        db,
        pool,
        signal: new AbortController().signal,
      }
      const settings: Settings = { worker: { checkpoints: 'database' } }
      return checkpointMirror({ session, settings }, { runId, split: 'test_2019_2020' })
    }
    const trained = { checkpoint: new Uint8Array([1, 2, 3]), epochs: [], seconds: 2 }
    await folderCheckpoints(folderOf(homes[0])).save('test_2019_2020', 7, 'data', trained)
    await mirrorOf(homes[0]).push(7)
    await mirrorOf(homes[1]).pull()
    const file = join('checkpoints', runId, 'test_2019_2020-7.ckpt')
    expect(await readFile(join(homes[1], file))).toEqual(await readFile(join(homes[0], file)))
    const loaded = await folderCheckpoints(folderOf(homes[1])).load('test_2019_2020', 7, 'data')
    expect(loaded?.checkpoint).toEqual(trained.checkpoint)

    await pool.query(`update checkpoint set content = content || '\\x00'::bytea`)
    await mirrorOf(homes[2]).pull()
    expect(await folderCheckpoints(folderOf(homes[2])).load('test_2019_2020', 7, 'data')).toBeNull()
    for (const home of homes) rmSync(home, { recursive: true, force: true })
  })

  it('of the splits that a warm start goes back to come too, to the first that is whole', async () => {
    await using test = await createTestDatabase()
    const { db, pool } = test
    const { runId } = await sampleRun(test, MARKET, [])
    const home = mkdtempSync(join(tmpdir(), 'residua-home-'))
    const session = { config: { ...toConfig({}), home }, db, pool }
    const years = ['test_2016_2017', 'test_2017_2018', 'test_2018_2019']
    for (const split of years.slice(0, 2)) {
      for (const seed of [7, 8]) {
        await saveCheckpoint(db, { runId, split, seed, content: new Uint8Array([seed]) })
      }
    }
    const pull = (split: string, earlier: string[]) =>
      pullCheckpoints(session, { runId, split, seeds: [7, 8], earlier })
    await pull('test_2018_2019', years.slice(0, 2))
    const files = () => readdirSync(join(home, 'checkpoints', runId)).sort()
    expect(files()).toEqual(['test_2017_2018-7.ckpt', 'test_2017_2018-8.ckpt'])
    await saveCheckpoint(db, { runId, split: years[2], seed: 7, content: new Uint8Array([1]) })
    await pull('test_2018_2019', [])
    expect(files()).toHaveLength(3)
    rmSync(home, { recursive: true, force: true })
  })

  it('are restored before a split is computed without the queue, as by score', async () => {
    await using test = await createTestDatabase()
    const { db, pool } = test
    const split = sampleSplit()
    const { runId } = await sampleRun(test, MARKET, [split])
    const [run] = await runsById(db, [runId])
    const content = new Uint8Array([4, 5, 6])
    await saveCheckpoint(db, { runId, split: split.name, seed: 7, content })
    const home = mkdtempSync(join(tmpdir(), 'residua-home-'))
    const signal = AbortSignal.abort() // nothing is to be computed here
    const session = { config: { ...toConfig({}), home }, db, pool, signal }
    const plan = {
      run,
      strategy: await strategyByName('attention-longconv'),
      market: { arrays: {}, lastCloses: new Float64Array(), dataset: { versionId: 1 } },
      engine: HOST_ENGINE,
      splits: [split],
      todo: [split],
    } as unknown as BacktestPlan
    await expect(computeSplits(session, plan, 1, {})).rejects.toThrow(/stopped/)
    const file = join(home, 'checkpoints', runId, `${split.name}-7.ckpt`)
    expect(new Uint8Array(await readFile(file))).toEqual(content)
    rmSync(home, { recursive: true, force: true })
  })
})

it('a score is retried where every failure may pass', () => {
  const full = { name: 'pca-ou live', reason: 'no space', retryable: true }
  const wrong = { name: 'ff-ou live', reason: 'NaN', retryable: false }
  expect(scoreFailure([full])).toMatchObject({
    kind: 'retryable',
    message: 'pca-ou live: no space',
  })
  expect(scoreFailure([full, wrong])).toMatchObject({
    kind: 'data',
    message: 'pca-ou live: no space; ff-ou live: NaN',
  })
})

it('a smaller batch is half the batch of the strategy, where it can be smaller', async () => {
  const attention = await strategyByName('attention-longconv')
  expect(withSmallerBatch(attention, { blockDays: 63, epochs: 9 }, 0.5)).toEqual({
    ...attention.parseConfig({}),
    blockDays: 31,
    epochs: 9,
  })
  expect(withSmallerBatch(attention, { blockDays: 2 }, 0.5)).toBeNull()
  expect(withSmallerBatch(await strategyByName('pca-ou'), { factorCount: 8 }, 0.5)).toBeNull()
})

it('old jobs are deleted, queued jobs and the newest tick are kept', async () => {
  await using test = await createTestDatabase()
  await installQueue(test)
  for (const task of ['health', 'prune', 'refit']) await runTaskNow(test.db, { task })
  await test.pool.query(
    `update job set status = 'done', finished_at = now() - interval '100 days' where task = 'health'`,
  )
  await test.pool.query(
    `update job set status = 'failed', finished_at = now() - interval '10 days' where task = 'prune'`,
  )
  await test.pool.query(`insert into job_slot (task, slot, outcome, claimed_by)
    values ('health', now() - interval '101 days', 'claimed', 'x'),
      ('health', now() - interval '100 days', 'claimed', 'x')`)
  expect(await pruneJobs(test.db, 90)).toBe(1)
  const { rows } = await test.pool.query('select task from job order by task')
  expect(rows.map(({ task }) => task)).toEqual(['prune', 'refit'])
  expect((await test.pool.query('select from job_slot')).rowCount).toBe(1)
})
