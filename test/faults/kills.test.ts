import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createRandom } from '../../src/lib/random.js'
import { ask, postgresServer } from '../_util/faults/postgres-server.js'
import { readWhileItLasts } from '../_util/faults/reader.js'
import { FULL, figure, PATIENCE_MS, scaled } from '../_util/faults/scale.js'
import { enqueueRuns, ingestMarket, smallWorld } from '../_util/faults/small-world.js'
import { leftovers, storeDigest } from '../_util/faults/store-digest.js'
import { processesOf, supervise } from '../_util/faults/supervised.js'
import { undisturbedDigest } from '../_util/faults/undisturbed.js'

const KILLS = scaled(30, 6)
const SEED = 20261121
/** Time between two kills: at least as long as a start. */
const PAUSE_MS = FULL ? [500, 6_000] : [500, 3_000]

const SETTINGS = {
  worker: { deadAfterSeconds: 3 },
  schedule: {
    ingest: false,
    score: false,
    refit: false,
    prune: false,
    health: { cron: '*/2 * * * * *', catchUp: 'all' },
  },
}

it(
  `${KILLS} × kill -9 of worker, scheduler, API and Postgres: the store equals an undisturbed one`,
  async () => {
    using stormy = await smallWorld(SETTINGS)
    await using server = await postgresServer(stormy.home)
    const expected = await undisturbedDigest(server)
    const url = await server.createDatabase('stormy')
    await ingestMarket(stormy, url)
    await enqueueRuns(stormy, url)

    const env = { ...stormy.env(url), RESIDUA_LOG: 'silent', PORT: '0' }
    const program = (name: string, args?: readonly string[]) =>
      supervise({ name, args, cwd: stormy.folder, env })
    const apiPort = String(20_000 + (process.pid % 20_000))
    const api = supervise({ name: 'API', cwd: stormy.folder, env: { ...env, PORT: apiPort } })
    const programs = [
      program('worker 1', ['worker', '--concurrency', '1']),
      program('worker 2', ['worker', '--concurrency', '1']),
      program('scheduler', ['schedule']),
      api,
    ]
    const reader = readWhileItLasts(`http://127.0.0.1:${apiPort}`)
    const killed = new Map<string, number>()
    let duringRun = 0
    try {
      const random = createRandom(SEED)
      // Each process in turn, so that a short suite kills each of them, at random times.
      const victims = [programs[0], undefined, programs[2], programs[1], programs[3]]
      for (let kill = 0; kill < KILLS; kill++) {
        const [least, most] = PAUSE_MS
        await sleep(least + (most - least) * random.uniform())
        const victim = victims[kill % victims.length]
        const name = victim?.name ?? 'Postgres'
        killed.set(name, (killed.get(name) ?? 0) + 1)
        if (!(await isComputed(url))) duringRun++
        if (victim) victim.kill()
        else await server.killAndRestart()
      }
      await computed(url)
    } finally {
      reader.stop()
      const codes = await Promise.all(programs.map((one) => one.stop()))
      figure(`ended with ${programs.map(({ name }, i) => `${name} ${codes[i]}`).join(', ')}`)
    }
    figure(
      `${KILLS} kills (${[...killed].map(([name, n]) => `${name} ${n}`).join(', ')}), ` +
        `${duringRun} of them while windows were computed`,
    )
    const seen = await reader.seen()
    figure(
      `a reader meanwhile: ${seen.whole} whole answers, ${seen.away} times away, ${seen.mixed} mixed`,
    )
    const found = await storeDigest(url)
    figure(`${Object.keys(found).length} tables and rows of splits compared, bit for bit`)
    expect(found).toEqual(expected)
    expect(Object.entries(await leftoversAtRest(url)).filter(([, n]) => n > 0)).toEqual([])
    expect(seen.mixed).toBe(0)
    await expectTicksOnce(url)
    const orphans = await processesOf(stormy.folder)
    figure(`${orphans.length} processes left behind`)
    expect(orphans).toEqual([])
  },
  PATIENCE_MS,
)

async function isComputed(url: string): Promise<boolean> {
  const rows = await ask<{ n: number }>(
    url,
    `select count(*)::int as n from job where run_id is not null and finished_at is null`,
  )
  return rows?.[0].n === 0
}

async function computed(url: string): Promise<void> {
  while (!(await isComputed(url))) await sleep(500)
}

/** The programs were stopped in any order: repairs that the last one would have made are made here. */
async function leftoversAtRest(url: string): Promise<Record<string, number>> {
  const { drain } = await import('../_util/faults/drain.js')
  await drain(url)
  const left = await leftovers(url)
  figure(`left behind: ${JSON.stringify(left)}`)
  return left
}

/** Every two seconds from the first tick to the last there is one slot, and one job that was done. */
async function expectTicksOnce(url: string): Promise<void> {
  const rows = await ask<{ slots: number; span: number; jobs: number; done: number }>(
    url,
    `select count(*)::int as slots,
      (extract(epoch from max(s.slot) - min(s.slot)) / 2)::int + 1 as span,
      count(distinct s.job_id)::int as jobs, count(*) filter (where j.status = 'done')::int as done
    from job_slot s left join job j on j.id = s.job_id where s.outcome = 'claimed'`,
  )
  const [ticks] = rows ?? []
  figure(`${ticks?.slots} ticks, each one job, done: ${ticks?.done}`)
  expect(ticks?.slots).toBeGreaterThan(0)
  expect(ticks).toEqual({
    slots: ticks?.span,
    span: ticks?.span,
    jobs: ticks?.span,
    done: ticks?.span,
  })
}
