import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { publishSplit } from '../../src/store/publish/publish.js'
import { registerDataset } from '../../src/store/publish/register-dataset.js'
import {
  findOrCreateRun,
  promoteRun,
  removeRun,
  setRunStatus,
} from '../../src/store/publish/runs.js'
import { ensureSplits } from '../../src/store/publish/splits.js'
import { answeringRuns, runPage, runsById } from '../../src/store/read/runs.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import {
  sampleMarket,
  sampleRegistration,
  sampleSplit,
  sampleSplitResult,
} from '../_util/results.js'

const market = sampleMarket()
let database: TestDatabase
let datasetId: number
let datasetVersionId: number

beforeEach(async () => {
  database = await createTestDatabase()
  onTestFinished(() => database[Symbol.asyncDispose]())
  const registered = await registerDataset(database.pool, sampleRegistration(market))
  datasetId = registered.datasetId
  datasetVersionId = registered.versionId
})

describe('a run', () => {
  it('is identified by dataset, strategy, configuration, seeds and engine', async () => {
    const identity = {
      datasetId,
      strategy: 'pca-ou',
      config: { factorCount: 8, window: { days: 252 } },
      seeds: [1],
      engine: 'host',
    }
    const first = await findOrCreateRun(database.db, { ...identity, promotable: false })
    expect(first).toMatchObject({ created: true, run: { status: 'queued', promotable: false } })
    expect(first.run.config).toEqual(identity.config)
    const reordered = { window: { days: 252 }, factorCount: 8 }
    const again = await findOrCreateRun(database.db, { ...identity, config: reordered })
    expect(again).toMatchObject({ created: false, run: { id: first.run.id, promotable: true } })
    const others = [
      { ...identity, strategy: 'attention-longconv' },
      { ...identity, config: { factorCount: 9 } },
      { ...identity, seeds: [1, 2] },
      { ...identity, engine: 'wasm' },
    ]
    for (const other of others) {
      expect(await findOrCreateRun(database.db, other)).toMatchObject({ created: true })
    }
  })

  it('keeps its time of completion while it is extended, not after a failure', async () => {
    const { db } = database
    const { id } = await newRun()
    await setRunStatus(db, id, 'done')
    await setRunStatus(db, id, 'running')
    expect((await runsById(db, [id]))[0]).toMatchObject({ status: 'running' })
    expect((await runsById(db, [id]))[0]?.finishedAt).toBeInstanceOf(Date)
    await setRunStatus(db, id, 'failed')
    await setRunStatus(db, id, 'running')
    expect((await runsById(db, [id]))[0]?.finishedAt).toBeNull()
  })

  it('is returned in the order of the ids, with gaps for unknown ones', async () => {
    const [a, b] = [await newRun(), await newRun()]
    const none = '00000000-0000-4000-8000-000000000000'
    const found = await runsById(database.db, [b.id, none, 'nonsense', a.id])
    expect(found.map((run) => run?.id)).toEqual([b.id, undefined, undefined, a.id])
    expect(await runsById(database.db, [])).toEqual([])
  })

  it('is removed with its publications', async () => {
    const { id } = await newRun({ publish: true })
    await removeRun(database.db, id)
    const { rows } = await database.pool.query('select count(*) as n from split_version')
    expect(rows).toEqual([{ n: 0 }])
    await expect(removeRun(database.db, id)).rejects.toThrow(/residua runs/)
  })
})

it('pages of runs are newest first and consecutive', async () => {
  const runs = []
  for (let i = 0; i < 5; i++) runs.unshift((await newRun()).id)
  await setRunStatus(database.db, runs[1], 'done')
  const page = await runPage(database.db, { first: 2 })
  expect(page.runs.map(({ id }) => id)).toEqual(runs.slice(0, 2))
  expect(page.hasNextPage).toBe(true)
  const rest = await runPage(database.db, { first: 10, after: runs[1] })
  expect(rest.runs.map(({ id }) => id)).toEqual(runs.slice(2))
  expect(rest.hasNextPage).toBe(false)
  const done = await runPage(database.db, { first: 10, status: 'done', strategy: 'pca-ou' })
  expect(done.runs.map(({ id }) => id)).toEqual([runs[1]])
  expect((await runPage(database.db, { first: 1, strategy: 'storm' })).runs).toEqual([])
})

describe('the answering run', () => {
  it('is the newest with a published split while none is done', async () => {
    expect(await answering()).toEqual([])
    const published = await newRun({ publish: true })
    await newRun()
    expect(await answering()).toEqual([published.id])
  })

  it('is the newest that is done, also while it is extended', async () => {
    const old = await newRun({ done: true })
    await newRun({ publish: true })
    expect(await answering()).toEqual([old.id])
    await setRunStatus(database.db, old.id, 'running')
    expect(await answering()).toEqual([old.id])
    const newer = await newRun({ done: true })
    expect(await answering()).toEqual([newer.id])
  })

  it('is none made with --no-promote, unless it is promoted', async () => {
    const old = await newRun({ done: true })
    const quiet = await newRun({ done: true, promotable: false })
    expect(await answering()).toEqual([old.id])
    expect((await promoteRun(database.db, quiet.id)).promotedAt).toBeInstanceOf(Date)
    expect(await answering()).toEqual([quiet.id])
    await newRun({ done: true })
    expect(await answering()).toEqual([quiet.id])
    await promoteRun(database.db, old.id)
    expect(await answering()).toEqual([old.id])
    await expect(promoteRun(database.db, 'x')).rejects.toThrow(/run "x" is unknown/)
  })

  it('is one per strategy and dataset', async () => {
    const pca = await newRun({ done: true })
    const attention = await newRun({ done: true, strategy: 'attention-longconv' })
    expect(await answering()).toEqual([attention.id, pca.id])
    expect(await answering('pca-ou')).toEqual([pca.id])
    expect(await answeringRuns(database.db, { datasetIds: [] })).toEqual([])
    expect(await answeringRuns(database.db, { datasetIds: [datasetId + 1] })).toEqual([])
  })
})

let salt = 0

async function newRun({
  strategy = 'pca-ou',
  promotable = true,
  done = false,
  publish = false,
}: {
  strategy?: string
  promotable?: boolean
  done?: boolean
  publish?: boolean
} = {}) {
  const { db, pool } = database
  const seeds = [1]
  const identity = { datasetId, strategy, config: { salt: salt++ }, seeds, engine: 'host' }
  const { run } = await findOrCreateRun(db, { ...identity, promotable })
  const split = sampleSplit()
  if (publish) {
    await ensureSplits(db, { runId: run.id, datasetVersionId, seeds, splits: [split] })
    await publishSplit(pool, { runId: run.id, result: sampleSplitResult(market, split) })
  }
  if (done) await setRunStatus(db, run.id, 'done')
  return run
}

async function answering(strategy?: string): Promise<string[]> {
  const runs = await answeringRuns(database.db, { datasetIds: [datasetId], strategy })
  return runs.map(({ id }) => id)
}
