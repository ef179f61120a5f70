import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openDatabase } from '../../src/store/database.js'
import { migrateIfAllowed, migrateToLatest } from '../../src/store/migrate.js'
import { isReadOnly } from '../../src/store/outage.js'
import { type DatabasePool, poolFor } from '../../src/store/pool.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { promoteRun, setRunStatus } from '../../src/store/publish/runs.js'
import { watchChanges } from '../../src/store/read/changes.js'
import { followPublications } from '../../src/store/read/publications.js'
import { sampleRun } from '../_util/published-run.js'
import { NO_REPLICA, type Replicated, replicaPrograms, replicated } from '../_util/replicated.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

const MARKET = sampleMarket({ dateCount: 120 })
const SPLIT = sampleSplit()
const programs = replicaPrograms()
if (!programs) process.stdout.write(`skipped: ${NO_REPLICA}\n`)

describe.skipIf(!programs)(`a streaming replica of Postgres ${programs?.major}`, () => {
  let servers: Replicated
  let primary: DatabasePool
  let replica: DatabasePool
  let runId: string
  beforeAll(async () => {
    servers = await replicated()
    primary = poolFor(servers.primary)
    replica = poolFor(servers.replica)
    await migrateToLatest(primary.db)
    ;({ runId } = await sampleRun(primary, MARKET, [SPLIT]))
    // Fails until the replica has replayed the migrations, then the run.
    await vi.waitFor(
      async () => expect((await replica.pool.query(FIND_RUN, [runId])).rowCount).toBe(1),
      { timeout: 30_000 },
    )
  }, 120_000)
  afterAll(async () => {
    await replica?.close()
    await primary?.close()
    await servers?.[Symbol.asyncDispose]()
  })

  it('is found as one, takes no migration and no write', async () => {
    const { where, db, release } = await openDatabase({ url: servers.replica, home: '/none' })
    expect(where.replica).toBe(true)
    expect(await migrateIfAllowed(db)).toEqual([])
    await release()
    const refused = await replica.pool.query('delete from run').catch((thrown) => thrown)
    expect(isReadOnly(refused)).toBe(true)
  })

  it('is polled for changes of every kind, with one line and no warning', async () => {
    const [notes, warnings] = [[] as string[], [] as string[]]
    const changes = watchChanges(replica.pool, {
      note: (line) => notes.push(line),
      log: (line) => warnings.push(line),
      heartbeatMs: 500,
    })
    const published: number[] = []
    const publications = followPublications(replica.db, changes)
    const leave = await publications.subscribe(({ version }) => published.push(version))
    await vi.waitUntil(() => changes.generation() !== null, { timeout: 10_000 })
    const kinds: readonly (() => Promise<unknown>)[] = [
      () => publishSplit(primary.pool, { runId, result: sampleSplitResult(MARKET, SPLIT) }),
      () => setRunStatus(primary.db, runId, 'done'),
      () => promoteRun(primary.db, runId),
      () => primary.pool.query(`update dataset set is_default = is_default`),
    ]
    for (const change of kinds) {
      const before = changes.generation()
      await change()
      await vi.waitUntil(() => changes.generation() !== before, { timeout: 10_000, interval: 5 })
    }
    const quiet = changes.generation()
    await sleep(800)
    expect(changes.generation()).toBe(quiet)
    await vi.waitUntil(() => published.length > 0)
    expect(published).toEqual([1])
    expect(notes).toEqual([expect.stringContaining('polled every 250 ms: on a streaming replica')])
    expect(warnings).toEqual([])
    leave()
    await publications.settle()
    await changes.release()
  })

  it('notifies once it is promoted', async () => {
    const notes: string[] = []
    const changes = watchChanges(replica.pool, { note: (line) => notes.push(line) })
    await vi.waitUntil(() => changes.generation() !== null, { timeout: 10_000 })
    await replica.pool.query('select pg_promote()')
    await vi.waitUntil(() => notes.length === 2, { timeout: 20_000 })
    expect(notes[1]).toContain('no replica any more')
    const before = changes.generation()
    await setRunStatus(replica.db, runId, 'running')
    await vi.waitUntil(() => changes.generation() !== before, { timeout: 200, interval: 5 })
    await changes.release()
  })
})

const FIND_RUN = `select from run where id = $1 and pg_is_in_recovery()`
