import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { installQueue } from '../../jobs/queue/install.js'
import { parseRule } from '../../jobs/schedule/parse-rule.js'
import { sweep } from '../../jobs/scheduler/sweep.js'
import { runWorker } from '../../jobs/worker/worker.js'
import { toConfig } from '../../src/config.js'
import { createRandom } from '../../src/lib/random.js'
import { poolFor } from '../../src/store/database.js'
import { enqueueJob } from '../../src/store/jobs/enqueue.js'
import { ask, postgresServer } from '../_util/faults/postgres-server.js'
import { figure, PATIENCE_MS, scaled } from '../_util/faults/scale.js'
import { smallWorld } from '../_util/faults/small-world.js'
import { supervise } from '../_util/faults/supervised.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'

const TICKS = scaled(20, 6)
const [SCHEDULERS, WORKERS] = [scaled(3, 2), scaled(4, 2)]

const EVERY_SECOND = {
  schedule: {
    ingest: false,
    score: false,
    refit: false,
    prune: false,
    health: { cron: '* * * * * *', catchUp: 'all' },
  },
}

it(
  `${SCHEDULERS} schedulers × ${WORKERS} workers × ${TICKS} ticks: every tick runs once`,
  async () => {
    using world = await smallWorld(EVERY_SECOND)
    await using server = await postgresServer(world.home)
    const url = await server.createDatabase('ticks')
    const many = (count: number, name: string, args: readonly string[]) =>
      Array.from({ length: count }, (_, i) =>
        supervise({ name: `${name} ${i}`, args, cwd: world.folder, env: world.env(url) }),
      )
    const programs = [
      ...many(SCHEDULERS, 'scheduler', ['schedule']),
      ...many(WORKERS, 'worker', ['worker', '--concurrency', '1']),
    ]
    const done = async () =>
      (
        await ask<{ n: number }>(url, `select count(*)::int as n from job where status = 'done'`)
      )?.[0].n ?? 0
    try {
      while ((await done()) < TICKS) await sleep(250)
    } finally {
      await Promise.all(programs.slice(0, SCHEDULERS).map((program) => program.stop()))
      while ((await ask(url, `select id from job where finished_at is null`))?.length !== 0) {
        await sleep(100)
      }
      await Promise.all(programs.map((program) => program.stop()))
    }
    const rows = await ask<Record<string, number>>(
      url,
      `select count(*)::int as slots, count(distinct s.job_id)::int as jobs,
        (extract(epoch from max(s.slot) - min(s.slot)))::int + 1 as seconds,
        sum(j.attempts)::int as attempts, count(distinct s.claimed_by)::int as schedulers,
        count(distinct j.worker_id)::int as workers
      from job_slot s join job j on j.id = s.job_id`,
    )
    const [{ slots, jobs, seconds, attempts, schedulers, workers }] = rows ?? [{}]
    figure(
      `${slots} ticks in ${seconds} s: ${jobs} jobs, begun ${attempts} times, ` +
        `by ${schedulers} schedulers and ${workers} workers`,
    )
    expect(slots).toBeGreaterThanOrEqual(TICKS)
    expect({ jobs, seconds, attempts }).toEqual({ jobs: slots, seconds: slots, attempts: slots })
  },
  PATIENCE_MS,
)

/** Workers of this process over one task that counts. */
function startWorkers({ db, pool }: TestDatabase, count: number, run: (key: string) => void) {
  const controller = new AbortController()
  const session = { config: toConfig({}), db, pool, signal: controller.signal }
  const find = async () => ({
    async run({ job }: { job: { key: string } }) {
      run(job.key)
      return 'counted'
    },
  })
  const options = { concurrency: 2, heartbeatMs: 200, pollMs: 200, runner: { find } }
  const working = Array.from({ length: count }, () => runWorker(session, options))
  return async () => {
    controller.abort()
    await Promise.all(working)
  }
}

async function allOver({ pool }: TestDatabase): Promise<void> {
  for (;;) {
    const { rows } = await pool.query('select from job where finished_at is null limit 1')
    if (rows.length === 0) return
    await sleep(100)
  }
}

it(
  'clock changes of an hour, forward and back, lose and repeat no tick',
  async () => {
    await using test = await createTestDatabase()
    await installQueue(test)
    const [MINUTE, HOUR] = [60_000, 3_600_000]
    const start = Date.parse('2026-03-08T05:00:00Z') // the night the clocks go forward
    const rule = parseRule({ cron: '*/5 * * * *', timeZone: 'America/New_York' })
    const entries = [{ task: 'health' as const, rule, catchUp: 'all' as const, options: {} }]
    const random = createRandom(5)
    const done: string[] = []
    const stop = startWorkers(test, 2, (key) => done.push(key))
    const others = Array.from({ length: 2 }, () => poolFor(test.url, { poolSize: 2 }))
    const steps = scaled(120, 30)
    try {
      for (let step = 0; step <= steps; step++) {
        const truth = start + step * 5 * MINUTE
        // Each scheduler has its own clock; the last step is the true one for all.
        await Promise.all(
          [test, ...others].map(({ db }) => {
            const wrong = step === steps ? 0 : (random.integer(3) - 1) * HOUR
            return sweep(db, { entries, now: async () => new Date(truth + wrong) })
          }),
        )
      }
      await allOver(test)
    } finally {
      await stop()
      for (const { close } of others) await close()
    }
    const { rows } = await test.pool.query(
      `select count(*)::int as slots, count(distinct job_id)::int as jobs,
        (extract(epoch from max(slot) - min(slot)) / 300)::int + 1 as span
      from job_slot where outcome = 'claimed'`,
    )
    const [{ slots, jobs, span }] = rows
    figure(`${slots} ticks by three clocks that step by ±1 h: ${jobs} jobs, ${done.length} done`)
    expect({ jobs, span, done: new Set(done).size, runs: done.length }).toEqual({
      jobs: slots,
      span: slots,
      done: slots,
      runs: slots,
    })
    expect(slots).toBeGreaterThanOrEqual(steps - 12)
  },
  PATIENCE_MS,
)

it(
  'every job of a full queue is done once',
  async () => {
    await using test = await createTestDatabase()
    await installQueue(test)
    const count = scaled(5_000, 500)
    const began = performance.now()
    await test.db.transaction().execute(async (trx) => {
      for (let i = 0; i < count; i++) await enqueueJob(trx, { task: 'count', key: `job ${i}` })
    })
    const filled = performance.now()
    const runs = new Map<string, number>()
    const stop = startWorkers(test, 2, (key) => runs.set(key, (runs.get(key) ?? 0) + 1))
    await allOver(test)
    await stop()
    const [filling, working] = [(filled - began) / 1000, (performance.now() - filled) / 1000]
    figure(
      `${count} jobs put in at ${Math.round(count / filling)} a second, ` +
        `done at ${Math.round(count / working)} a second`,
    )
    expect(runs.size).toBe(count)
    expect([...runs.values()].every((n) => n === 1)).toBe(true)
  },
  PATIENCE_MS,
)
