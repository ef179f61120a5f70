import { createClient } from 'graphql-sse'
import { describe, expect, it } from 'vitest'
import { installQueue } from '../../jobs/queue/install.js'
import { reportProgress, startJob } from '../../src/store/jobs/attempt.js'
import { cancelJob } from '../../src/store/jobs/control.js'
import { failJob, finishJob } from '../../src/store/jobs/end.js'
import { enqueueJob } from '../../src/store/jobs/enqueue.js'
import { followJobs } from '../../src/store/jobs/follow.js'
import { saveSchedule } from '../../src/store/jobs/schedule-entries.js'
import { createTestApi, type TestApi } from '../_util/api.js'

const WORKER = '00000000-0000-4000-8000-000000000001'

/** One job in each state. */
async function sampleJobs({ database }: TestApi) {
  await installQueue(database)
  const { db } = database
  const begin = async (key: string) => {
    const { id } = await enqueueJob(db, { task: 'window', key, split: key })
    const job = await startJob(db, id, WORKER)
    if (!job) throw new Error('it did not begin')
    return job
  }
  const waiting = await enqueueJob(db, { task: 'score', key: 'w', payload: { date: '2020-12-31' } })
  const running = await begin('test_2019_2020')
  await reportProgress(db, running, {
    fraction: 0.4,
    state: 'epoch 6/15, net Sharpe 1.42',
    epoch: 6,
    epochCount: 15,
    netSharpe: 1.42,
    secondsLeft: 90,
  })
  await finishJob(db, await begin('test_2017_2018'), 'published as version 7')
  const remedy = 'correct the file'
  const failed = await begin('test_2018_2019')
  await failJob(db, failed, { kind: 'data', reason: 'no trading date in 2003', remedy })
  await cancelJob(db, (await enqueueJob(db, { task: 'refit', key: 'c' })).id)
  await saveSchedule(db, [
    {
      task: 'score',
      cron: '0 18 * * *',
      timeZone: 'America/New_York',
      exchange: 'NYSE',
      catchUp: 'latest',
      nextSlot: new Date('2026-11-23T23:00:00Z'),
    },
  ])
  return { waiting, running }
}

const QUERY = `{ jobs {
  workers counts { queued running done failed cancelled }
  queue { task status date }
  running { split attempts progress { fraction state epoch epochCount netSharpe secondsLeft } }
  history { split status outcome }
  failures { split failure failureKind remedy }
  nextTicks { task at cron timeZone exchange }
} }`

describe('jobs', () => {
  it('lists queued, running, finished and failed jobs with progress and reason, and the next ticks', async () => {
    await using api = await createTestApi()
    await sampleJobs(api)
    expect((await api.data(QUERY)).jobs).toEqual({
      workers: 0,
      counts: { queued: 1, running: 1, done: 1, failed: 1, cancelled: 1 },
      queue: [{ task: 'score', status: 'QUEUED', date: '2020-12-31' }],
      running: [
        {
          split: 'test_2019_2020',
          attempts: 1,
          progress: {
            fraction: 0.4,
            state: 'epoch 6/15, net Sharpe 1.42',
            epoch: 6,
            epochCount: 15,
            netSharpe: 1.42,
            secondsLeft: 90,
          },
        },
      ],
      history: [
        { split: null, status: 'CANCELLED', outcome: null },
        { split: 'test_2018_2019', status: 'FAILED', outcome: null },
        { split: 'test_2017_2018', status: 'DONE', outcome: 'published as version 7' },
      ],
      failures: [
        {
          split: 'test_2018_2019',
          failure: 'no trading date in 2003',
          failureKind: 'DATA',
          remedy: 'correct the file',
        },
      ],
      nextTicks: [
        {
          task: 'score',
          at: '2026-11-23T23:00:00.000Z',
          cron: '0 18 * * *',
          timeZone: 'America/New_York',
          exchange: 'NYSE',
        },
      ],
    })
  })

  it('is empty before the first job and without a queue', async () => {
    await using api = await createTestApi()
    const { jobs } = await api.data(QUERY)
    expect(jobs).toMatchObject({ workers: 0, queue: [], running: [], history: [], nextTicks: [] })
  })

  it('is paged', async () => {
    await using api = await createTestApi()
    await sampleJobs(api)
    const page = async (args: string) =>
      (await api.data(`{ jobs { history(${args}) { id status } } }`)).jobs.history
    const [first] = await page('first: 1')
    const [second] = await page(`first: 1, after: "${first.id}"`)
    expect([first.status, second.status]).toEqual(['CANCELLED', 'FAILED'])
    expect(await api.error('{ jobs { history(after: "x") { id } } }')).toMatch(
      /BAD_USER_INPUT.*"x"/,
    )
    expect(await api.error('{ jobs { queue(first: 1001) { id } } }')).toMatch(/BAD_USER_INPUT/)
    const many = ['queue', 'running', 'history', 'failures'].map(
      (list) => `${list}(first: 1000) {
      id task status runId split seed slot gpu attempts runAt outcome failure remedy createdAt }`,
    )
    expect(await api.error(`{ jobs { ${many.join(' ')} } }`)).toMatch(/COST_LIMIT/)
  })

  it('is read from the database on every request, never from the response cache', async () => {
    await using api = await createTestApi({ cached: true })
    await sampleJobs(api)
    const query = '{ jobs { counts { queued } } }'
    const before = await api.post({ query })
    expect(before.headers['cache-control']).toBe('no-store')
    await enqueueJob(api.database.db, { task: 'prune', key: 'p' })
    expect((await api.post({ query })).json().data.jobs.counts.queued).toBe(2)
    expect((await api.post({ query: '{ dataVersion { version } }' })).headers.etag).toBeDefined()
  })

  it('sends progress and the outcome to subscribers', async () => {
    await using api = await createTestApi()
    const { running } = await sampleJobs(api)
    const address = await api.app.listen({ host: '127.0.0.1', port: 0 })
    const client = createClient({ url: `${address}/graphql/stream`, retryAttempts: 0 })
    const query = `subscription { jobProgress(id: ${running.id}) { status progress { fraction } } }`
    const received: unknown[] = []
    const arrived = (count: number) =>
      expect.poll(() => received.length, { timeout: 10_000 }).toBe(count)
    client.subscribe(
      { query },
      { next: ({ data }) => received.push(data?.jobProgress), error() {}, complete() {} },
    )
    await arrived(1)
    await reportProgress(api.database.db, running, { fraction: 0.9, state: 'scoring' })
    await arrived(2)
    await finishJob(api.database.db, running, 'published')
    await arrived(3)
    client.dispose()
    expect(received).toEqual([
      { status: 'RUNNING', progress: { fraction: 0.4 } },
      { status: 'RUNNING', progress: { fraction: 0.9 } },
      { status: 'DONE', progress: null },
    ])
  })

  it('sends a new subscriber the running job and the latest changes, at any length of the queue', async () => {
    await using api = await createTestApi()
    const { running } = await sampleJobs(api)
    const { rows: waiting } = await api.database.pool.query(
      `insert into job (task, key, payload, gpu, priority)
        select 'window', 'w' || n, '{}', false, 0 from generate_series(1, 5100) as n returning id`,
    )
    const follower = followJobs(api.database.db)
    const received: number[] = []
    const leave = await follower.subscribe(({ id }) => received.push(id))
    leave()
    expect(received).toHaveLength(5_000)
    expect(received).toContain(running.id)
    expect(received).toContain(Number(waiting.at(-1).id))
    expect(received).not.toContain(Number(waiting[0].id))
  })

  it('appears in the metrics', async () => {
    await using api = await createTestApi()
    await sampleJobs(api)
    const { body } = await api.app.inject('/metrics')
    expect(body).toContain('residua_jobs{status="failed"} 1')
    expect(body).toContain('residua_queue{of="workers"} 0')
    expect(body).toMatch(/residua_queue\{of="waitingSeconds"\} \d/)
  })
})
