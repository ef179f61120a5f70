import { expect, it } from 'vitest'
import { poolFor } from '../../src/store/database.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { followPublications, type StoredPublication } from '../../src/store/read/publications.js'
import { publicationsAfter } from '../../src/store/read/publications-after.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

const MARKET = sampleMarket({ dateCount: 300 })
const SPLITS = [2019, 2020].map((year) =>
  sampleSplit({ from: `${year}-01-01`, to: `${year}-12-31` }),
)

/** Notices are sent by the test. */
function notices() {
  const listeners = new Set<() => void>()
  return {
    listeners,
    notify: () => {
      for (const listener of listeners) listener()
    },
    onChange: (listener: () => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

async function publisher(database: TestDatabase) {
  const { runId } = await sampleRun(database, MARKET, SPLITS)
  return async (index: number, salt = 0) => {
    const result = sampleSplitResult(MARKET, SPLITS[index], { salt })
    await publishSplit(database.pool, { runId, result })
  }
}

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 15_000
  while (!condition()) {
    if (Date.now() > end) throw new Error('waited in vain')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const versions = (received: readonly StoredPublication[]) => received.map(({ version }) => version)

it('sends each publication to every subscriber once, in order, for any number of notices', async () => {
  await using database = await createTestDatabase()
  const publish = await publisher(database)
  const changes = notices()
  const publications = followPublications(database.db, changes)
  const [early, late]: StoredPublication[][] = [[], []]
  await publish(0)
  const leave = await publications.subscribe((publication) => early.push(publication))
  changes.notify()
  await publish(1)
  // Two publications for one notice, and notices for none.
  await publish(1, 5)
  for (let i = 0; i < 5; i++) changes.notify()
  await until(() => early.length === 2)
  const leaveToo = await publications.subscribe((publication) => late.push(publication))
  await publish(1, 6)
  changes.notify()
  changes.notify()
  await until(() => late.length === 1 && early.length === 3)
  expect([versions(early), versions(late)]).toEqual([[2, 3, 4], [4]])
  leave()
  leaveToo()
  expect(changes.listeners.size).toBe(0)

  // A later subscriber gets no earlier publications.
  await publish(1, 7)
  const last: StoredPublication[] = []
  const leaveLast = await publications.subscribe((publication) => last.push(publication))
  changes.notify()
  await publish(1, 8)
  changes.notify()
  await until(() => last.length > 0)
  expect(versions(last)).toEqual([6])
  leaveLast()
  await publications.settle()
})

it('retries a failed read and loses no publication', async () => {
  await using database = await createTestDatabase()
  const publish = await publisher(database)
  const changes = notices()
  const lines: string[] = []
  const publications = followPublications(database.db, changes, {
    log: (line) => lines.push(line),
    retryMs: 20,
  })
  const received: StoredPublication[] = []
  const leave = await publications.subscribe((publication) => received.push(publication))
  await database.pool.query('alter table split_version rename to hidden')
  changes.notify()
  await until(() => lines.length > 1)
  await database.pool.query('alter table hidden rename to split_version')
  await publish(0)
  changes.notify()
  await until(() => received.length === 1)
  expect(versions(received)).toEqual([1])
  leave()
  await publications.settle()
})

it('refuses a subscription while the database is unreachable', async () => {
  const { db, close } = poolFor('postgres://nobody@127.0.0.1:1/nothing')
  const changes = notices()
  const publications = followPublications(db, changes)
  await expect(publications.subscribe(() => {})).rejects.toThrow()
  expect(changes.listeners.size).toBe(0)
  await close()
})

it('lists nothing before the first publication', async () => {
  await using database = await createTestDatabase()
  const publish = await publisher(database)
  expect(await publicationsAfter(database.db, 0)).toEqual([])
  await publish(0)
  expect(await publicationsAfter(database.db, 0)).toMatchObject([
    { version: 1, strategy: 'attention-longconv', split: 'test_2018_2019', date: '2019-12-31' },
  ])
  expect(await publicationsAfter(database.db, 1)).toEqual([])
})
