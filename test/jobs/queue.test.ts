import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { installQueue } from '../../jobs/queue/install.js'
import type { JobContext, JobTask } from '../../jobs/queue/job-task.js'
import type { Settings } from '../../jobs/session/settings.js'
import { MOST_LOSSES } from '../../jobs/worker/attempt.js'
import { cardName } from '../../jobs/worker/card.js'
import { runWorker, type WorkerOptions } from '../../jobs/worker/worker.js'
import { toConfig } from '../../src/config.js'
import { UnavailableError, UserError } from '../../src/lib/errors.js'
import { poolFor } from '../../src/store/database.js'
import { cancelJob, retryJob } from '../../src/store/jobs/control.js'
import { dispatch, enqueueJob } from '../../src/store/jobs/enqueue.js'
import { jobById, type StoredJob } from '../../src/store/jobs/job.js'
import { reclaim } from '../../src/store/jobs/reclaim.js'
import { isItsTurn } from '../../src/store/jobs/turn.js'
import { heartbeat, liveWorkers } from '../../src/store/jobs/workers.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket } from '../_util/results.js'

async function database(): Promise<TestDatabase> {
  const test = await createTestDatabase()
  await installQueue(test)
  return test
}

type Tasks = Readonly<Record<string, JobTask | JobTask['run']>>

/** A worker in this process with tasks of the test, until disposed. */
function startWorker(
  { db, pool }: TestDatabase,
  tasks: Tasks,
  options: Partial<WorkerOptions> = {},
): AsyncDisposable {
  const controller = new AbortController()
  const session = { config: toConfig({}), db, pool, signal: controller.signal }
  const done = runWorker(session, {
    concurrency: 2,
    heartbeatMs: 50,
    deadAfterMs: 1_000,
    pollMs: 50,
    runner: {
      pause: () => 20,
      async find(name) {
        const task = tasks[name]
        if (!task) throw new UserError(`task ${name} is unknown`)
        return typeof task === 'function' ? { run: task } : task
      },
    },
    ...options,
  })
  return {
    async [Symbol.asyncDispose]() {
      controller.abort()
      await done
    },
  }
}

async function settled({ db }: TestDatabase, id: number): Promise<StoredJob> {
  return until(async () => {
    const job = await jobById(db, id)
    return job.finishedAt ? job : undefined
  })
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let waited = 0; waited < 400; waited++) {
    const found = await look()
    if (found !== undefined) return found
    await sleep(25)
  }
  throw new Error('it did not happen in ten seconds')
}

it('processes that start at once on an empty database all find the queue', async () => {
  await using test = await createTestDatabase()
  const processes = Array.from({ length: 6 }, () => poolFor(test.url, { poolSize: 2 }))
  const outcomes: PromiseSettledResult<void>[] = []
  for (let round = 0; round < 4; round++) {
    await test.pool.query('drop schema if exists graphile_worker cascade')
    await Promise.all(processes.map(({ pool }) => pool.query('select')))
    outcomes.push(...(await Promise.allSettled(processes.map(installQueue))))
  }
  for (const { close } of processes) await close()
  expect(outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))).toEqual([])
})

/** Makes delayed jobs due. */
async function retryNow({ pool }: TestDatabase): Promise<void> {
  await pool.query('update job set run_at = now()')
  await pool.query('update graphile_worker._private_jobs set run_at = now()')
}

const waits: JobTask['run'] = ({ session }) =>
  new Promise((_resolve, reject) => {
    const abort = () => reject(new Error('aborted'))
    session.signal.addEventListener('abort', abort, { once: true })
    if (session.signal.aborted) abort()
  })

describe('a job', () => {
  it('is done once, with its outcome', async () => {
    await using test = await database()
    let runs = 0
    const count = async () => `run ${++runs}`
    await using _one = startWorker(test, { count })
    await using _two = startWorker(test, { count })
    const { id } = await enqueueJob(test.db, { task: 'count', key: 'a' })
    expect(await settled(test, id)).toMatchObject({ status: 'done', outcome: 'run 1', attempts: 1 })
    const left = await until(async () => {
      const { rows } = await test.pool.query('select id from graphile_worker.jobs')
      return rows.length === 0 ? rows : undefined
    })
    expect(left).toEqual([])
    expect(runs).toBe(1)
  })

  it('is not queued twice while a job of its key is unfinished', async () => {
    await using test = await database()
    const first = await enqueueJob(test.db, { task: 'x', key: 'a' })
    expect(await enqueueJob(test.db, { task: 'x', key: 'a' })).toEqual({ ...first, created: false })
    await cancelJob(test.db, first.id)
    const second = await enqueueJob(test.db, { task: 'x', key: 'a' })
    expect(second.created).toBe(true)
    await expect(retryJob(test.db, first.id)).rejects.toThrow(`job ${second.id} does the same`)
  })

  it('with a higher priority is done first', async () => {
    await using test = await database()
    const order: string[] = []
    const note = async ({ job }: JobContext) => {
      order.push(job.key)
      return 'noted'
    }
    for (const [key, priority] of [
      ['late', 1],
      ['usual', 0],
      ['urgent', -5],
    ] as const) {
      await enqueueJob(test.db, { task: 'note', key, priority })
    }
    await using _worker = startWorker(test, { note }, { concurrency: 1 })
    await until(async () => (order.length === 3 ? order : undefined))
    expect(order).toEqual(['urgent', 'usual', 'late'])
  })

  it('for a GPU is run by a worker with one', async () => {
    await using test = await database()
    const who = async ({ job }: JobContext) => String(job.workerId)
    await using _plain = startWorker(test, { who })
    const { id } = await enqueueJob(test.db, { task: 'who', key: 'a', gpu: true })
    await sleep(300)
    expect((await jobById(test.db, id)).status).toBe('queued')
    await using _card = startWorker(test, { who }, { gpu: { name: 'H100', concurrency: 1 } })
    const { outcome } = await settled(test, id)
    const workers = await liveWorkers(test.db)
    expect(workers.find((worker) => worker.id === outcome)?.gpu).toBe('H100')
  })

  it('for a GPU waits while an older worker of the machine holds the GPU', async () => {
    await using test = await database()
    const gpu = { name: 'H100', concurrency: 1 }
    await using _older = startWorker(test, { waits }, { gpu })
    await until(async () => ((await liveWorkers(test.db)).length === 1 ? true : undefined))
    await using _younger = startWorker(test, { waits }, { gpu })
    const jobs = []
    for (const key of ['a', 'b']) {
      jobs.push(await enqueueJob(test.db, { task: 'waits', key, gpu: true }))
    }
    await sleep(500)
    const states = await Promise.all(
      jobs.map(async ({ id }) => (await jobById(test.db, id)).status),
    )
    expect(states).toEqual(['running', 'queued'])
  })

  it('for a GPU does not wait for a worker on another GPU of the machine', async () => {
    await using test = await database()
    const workerOf = (visible: string) =>
      startWorker(test, { waits }, { gpu: { name: cardName('CUDA GPU', visible), concurrency: 1 } })
    await using _one = workerOf('0')
    await using _other = workerOf('1')
    const jobs: { id: number }[] = []
    for (const key of ['a', 'b']) {
      jobs.push(await enqueueJob(test.db, { task: 'waits', key, gpu: true }))
    }
    await until(async () => {
      const states = await Promise.all(jobs.map(({ id }) => jobById(test.db, id)))
      return states.every(({ status }) => status === 'running') ? true : undefined
    })
    expect(cardName('CUDA GPU', null)).toBe('CUDA GPU')
  })

  it('reports its progress', async () => {
    await using test = await database()
    const halfWay = async ({ report, session }: JobContext) => {
      report({ fraction: 0.5, state: 'epoch 7/15', netSharpe: 1.4, secondsLeft: 90 })
      await sleep(60_000, undefined, { signal: session.signal })
      return 'never'
    }
    await using _worker = startWorker(test, { halfWay })
    const { id } = await enqueueJob(test.db, { task: 'halfWay', key: 'a' })
    const progress = await until(async () => (await jobById(test.db, id)).progress ?? undefined)
    expect(progress).toEqual({
      fraction: 0.5,
      state: 'epoch 7/15',
      netSharpe: 1.4,
      secondsLeft: 90,
    })
  })
})

describe('a failure', () => {
  it('that may pass is retried until it passes', async () => {
    await using test = await database()
    const flaky = async ({ job }: JobContext) => {
      if (job.failures < 3) throw new UnavailableError('not yet')
      return 'at last'
    }
    await using _worker = startWorker(test, { flaky })
    const { id } = await enqueueJob(test.db, { task: 'flaky', key: 'a' })
    expect(await settled(test, id)).toMatchObject({ status: 'done', attempts: 4, failures: 3 })
  })

  it('that may pass is retried a limited number of times', async () => {
    await using test = await database()
    const down = { retries: 2, run: () => Promise.reject(new UnavailableError('away')) }
    await using _worker = startWorker(test, { down })
    const { id } = await enqueueJob(test.db, { task: 'down', key: 'a' })
    expect(await settled(test, id)).toMatchObject({
      status: 'failed',
      attempts: 3,
      failureKind: 'retryable',
      failure: 'away',
    })
  })

  it('of the data ends the job at once, with reason and remedy', async () => {
    await using test = await database()
    const bad = () => Promise.reject(new UserError('no trading date in 2003'))
    await using _worker = startWorker(test, { bad })
    const { id } = await enqueueJob(test.db, { task: 'bad', key: 'a' })
    expect(await settled(test, id)).toMatchObject({
      status: 'failed',
      attempts: 1,
      failureKind: 'data',
      failure: 'no trading date in 2003',
      remedy: expect.stringContaining('residua jobs retry'),
    })
  })

  it('of memory is retried once with a smaller batch', async () => {
    await using test = await database()
    const large: JobTask = {
      async run({ job }) {
        if (job.payload.batchShare === undefined) throw new Error('OOM when allocating tensor')
        return `share ${job.payload.batchShare}`
      },
      smaller: async ({ job }) =>
        job.payload.batchShare === undefined ? { ...job.payload, batchShare: 0.5 } : null,
    }
    const huge: JobTask = { ...large, run: () => Promise.reject(new Error('OOM')) }
    await using _worker = startWorker(test, { large, huge })
    const one = await enqueueJob(test.db, { task: 'large', key: 'a' })
    expect(await settled(test, one.id)).toMatchObject({ status: 'done', outcome: 'share 0.5' })
    const other = await enqueueJob(test.db, { task: 'huge', key: 'b' })
    expect(await settled(test, other.id)).toMatchObject({
      status: 'failed',
      failureKind: 'memory',
      attempts: 2,
    })
  })

  it('queues one webhook job', async () => {
    await using test = await database()
    const bad = () => Promise.reject(new UserError('wrong file'))
    const settings: Settings = { alerts: { webhook: 'http://127.0.0.1:9/hook' } }
    const reported: unknown[] = []
    const alert = async ({ job }: JobContext) => {
      reported.push(job.payload)
      return 'reported'
    }
    await using _worker = startWorker(test, { bad, alert }, { settings })
    const { id } = await enqueueJob(test.db, { task: 'bad', key: 'a' })
    await settled(test, id)
    await until(async () => (reported.length > 0 ? true : undefined))
    expect(reported).toMatchObject([
      { kind: 'job-failed', text: expect.stringContaining('wrong file'), details: { job: id } },
    ])
  })
})

describe('a cancelled job', () => {
  it('is stopped where it was running', async () => {
    await using test = await database()
    await using _worker = startWorker(test, { waits })
    const { id } = await enqueueJob(test.db, { task: 'waits', key: 'a' })
    await until(async () => ((await jobById(test.db, id)).status === 'running' ? true : undefined))
    await cancelJob(test.db, id)
    expect(await settled(test, id)).toMatchObject({ status: 'cancelled', attempts: 1 })
    await expect(cancelJob(test.db, id)).rejects.toThrow(/is over \(cancelled\)/)
  })

  it('is not started where it was queued, until it is retried', async () => {
    await using test = await database()
    const done = async () => 'done'
    const { id } = await enqueueJob(test.db, { task: 'done', key: 'a' })
    await cancelJob(test.db, id)
    await using _worker = startWorker(test, { done })
    await sleep(300)
    expect(await jobById(test.db, id)).toMatchObject({ status: 'cancelled', attempts: 0 })
    await retryJob(test.db, id)
    expect(await settled(test, id)).toMatchObject({ status: 'done', attempts: 1 })
  })
})

describe('a worker', () => {
  it('that stops returns its jobs to the queue at once', async () => {
    await using test = await database()
    const { id } = await enqueueJob(test.db, { task: 'waits', key: 'a' })
    {
      await using _worker = startWorker(test, { waits })
      await until(async () =>
        (await jobById(test.db, id)).status === 'running' ? true : undefined,
      )
    }
    expect(await jobById(test.db, id)).toMatchObject({ status: 'queued', failures: 0 })
    expect(await liveWorkers(test.db)).toEqual([])
    const done = async () => 'by another'
    await using _other = startWorker(test, { waits: done })
    expect(await settled(test, id)).toMatchObject({ status: 'done', losses: 0 })
  })

  it('that died has its jobs reclaimed and done by another', async () => {
    await using test = await database()
    const { id } = await enqueueJob(test.db, { task: 'done', key: 'a' })
    const dead = '00000000-0000-4000-8000-000000000001'
    const ghost = { id: dead, host: 'gone', pid: 1, gpu: null, concurrency: 1, lanes: ['ghost'] }
    await heartbeat(test.db, ghost)
    await test.pool.query(
      `update job set status = 'running', attempts = 1, worker_id = $1 where id = $2`,
      [dead, id],
    )
    await test.pool.query(
      `update graphile_worker._private_jobs set locked_by = 'ghost', locked_at = now() - interval '1 minute'`,
    )
    await reclaim(test.db, 60_000)
    expect((await jobById(test.db, id)).status).toBe('running')
    await test.pool.query(`update worker set seen_at = now() - interval '1 minute'`)
    expect(await reclaim(test.db, 1_000)).toEqual([id])
    await using _worker = startWorker(test, { done: async () => 'by another' })
    expect(await settled(test, id)).toMatchObject({ status: 'done', attempts: 2, losses: 1 })
  })

  it('that died leaves no row in the queue once its jobs are done', async () => {
    await using test = await database()
    const { id } = await enqueueJob(test.db, { task: 'done', key: 'a' })
    const lock = `update graphile_worker._private_jobs set locked_by = 'ghost', locked_at = now()`
    await test.pool.query(lock)
    await dispatch(test.db, [id]) // dispatched again while the lock of the dead worker is recent
    const rows = async () =>
      (
        await test.pool.query(
          'select key, locked_by, attempts from graphile_worker.jobs order by id',
        )
      ).rows
    expect(await rows()).toMatchObject([
      { key: null, locked_by: 'ghost' },
      { key: `job ${id}`, locked_by: null, attempts: 0 },
    ])
    await reclaim(test.db, 60_000)
    expect(await rows()).toHaveLength(2)
    await reclaim(test.db, 0)
    expect(await rows()).toMatchObject([{ key: `job ${id}`, locked_by: null, attempts: 0 }])
  })

  it('whose lease has ended cannot change its former jobs', async () => {
    await using test = await database()
    let release = (_said: string) => {}
    let runs = 0
    const slow = () =>
      new Promise<string>((resolve) => {
        if (++runs === 1) release = resolve
        else setTimeout(() => resolve('second'), 300)
      })
    const { id } = await enqueueJob(test.db, { task: 'slow', key: 'a' })
    await using _worker = startWorker(test, { slow }, { concurrency: 1, heartbeatMs: 5_000 })
    await until(async () => ((await jobById(test.db, id)).status === 'running' ? true : undefined))
    await test.pool.query('delete from worker')
    await reclaim(test.db, 1_000)
    await using _other = startWorker(test, { slow }, { concurrency: 1 })
    await until(async () => ((await jobById(test.db, id)).attempts === 2 ? true : undefined))
    release('first, too late')
    expect(await settled(test, id)).toMatchObject({ outcome: 'second', attempts: 2 })
  })

  it('whose lease has ended and that then fails sends no alert', async () => {
    await using test = await database()
    let reject = (_error: Error) => {}
    let runs = 0
    const reported: string[] = []
    const slow: JobTask = {
      run: () =>
        new Promise<string>((resolve, no) => {
          if (++runs === 1) reject = no
          else setTimeout(() => resolve('second'), 500)
        }),
      failed: async (_context, { reason }) => void reported.push(reason),
    }
    const { id } = await enqueueJob(test.db, { task: 'slow', key: 'a' })
    await using _worker = startWorker(test, { slow }, { concurrency: 1, heartbeatMs: 5_000 })
    await until(async () => ((await jobById(test.db, id)).status === 'running' ? true : undefined))
    await test.pool.query('delete from worker')
    await reclaim(test.db, 1_000)
    await using _other = startWorker(test, { slow }, { concurrency: 1 })
    await until(async () => ((await jobById(test.db, id)).attempts === 2 ? true : undefined))
    reject(new UserError('first, too late'))
    expect(await settled(test, id)).toMatchObject({ status: 'done', outcome: 'second' })
    expect(reported).toEqual([])
  })

  it('whose job kills every worker has that job failed after the most losses', async () => {
    await using test = await database()
    const { id } = await enqueueJob(test.db, { task: 'killer', key: 'a' })
    for (let death = 1; death <= MOST_LOSSES; death++) {
      await test.pool.query(
        `update job set status = 'running', attempts = attempts + 1, worker_id = gen_random_uuid() where id = $1`,
        [id],
      )
      await reclaim(test.db, 1_000)
    }
    const { runAt, updatedAt } = await jobById(test.db, id)
    expect(runAt.getTime() - updatedAt.getTime()).toBeGreaterThan(50_000)
    await retryNow(test)
    const reported: string[] = []
    const killer: JobTask = {
      run: () => Promise.reject(new Error('it is not begun')),
      failed: async (_context, { reason }) => void reported.push(reason),
    }
    await using _worker = startWorker(test, { killer })
    expect(await settled(test, id)).toMatchObject({ status: 'failed', failureKind: 'lost' })
    expect(reported).toEqual([expect.stringContaining('died 10 times without a report')])
  })
})

it('a queued job that is missing from graphile-worker is dispatched again', async () => {
  await using test = await database()
  const { id } = await enqueueJob(test.db, { task: 'done', key: 'a' })
  await test.pool.query('delete from graphile_worker._private_jobs')
  await test.pool.query(`update job set updated_at = now() - interval '1 minute'`)
  await using _worker = startWorker(test, { done: async () => 'found' })
  expect(await settled(test, id)).toMatchObject({ outcome: 'found' })
})

it('jobs of splits that start from each other take turns, those of a cold run do not', async () => {
  await using test = await database()
  const [years, market] = [['test_2018_2019', 'test_2019_2020'], sampleMarket()]
  const turns = async (config: object) => {
    const { runId } = await sampleRun(test, market, [], { config })
    const jobs = years.flatMap((split) =>
      [1, 2, undefined].map((seed) => ({ split, seed, task: seed ? 'seed' : 'window' })),
    )
    const found: string[] = []
    for (const job of jobs) {
      const key = `${runId} ${job.split} ${job.seed}`
      const { id } = await enqueueJob(test.db, { ...job, runId, key })
      if (await isItsTurn(test.db, id)) found.push(`${job.split} ${job.seed ?? 'window'}`)
    }
    return found
  }
  const seeds = ([first]: readonly string[]) => [`${first} 1`, `${first} 2`]
  expect(await turns({ warmStart: true })).toEqual(seeds(years))
  expect(await turns({})).toEqual([...seeds(years), ...seeds(years.toReversed())])
})

it('ticks of one task are done in order, one at a time', async () => {
  await using test = await database()
  const order: string[] = []
  const tick = async ({ job }: JobContext) => {
    order.push(`${job.slot?.getUTCMinutes()} begins`)
    await sleep(50)
    order.push(`${job.slot?.getUTCMinutes()} ends`)
    return 'ticked'
  }
  for (const minute of [3, 1, 2]) {
    const slot = new Date(Date.UTC(2026, 0, 5, 10, minute))
    await enqueueJob(test.db, { task: 'tick', key: `${minute}`, scheduled: 'tick', slot })
  }
  await using _worker = startWorker(test, { tick }, { concurrency: 3 })
  await until(async () => (order.length === 6 ? order : undefined))
  expect(order).toEqual(['1 begins', '1 ends', '2 begins', '2 ends', '3 begins', '3 ends'])
})
