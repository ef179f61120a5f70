import { expect, it } from 'vitest'
import { publishSplit } from '../../src/store/publish/publish.js'
import { ensureSplits, failSplit, markSplitRunning } from '../../src/store/publish/splits.js'
import {
  publishedSplits,
  splitsById,
  splitsByName,
  splitsOfRuns,
} from '../../src/store/read/splits.js'
import { createTestDatabase } from '../_util/postgres.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

const market = sampleMarket()
const years = [2018, 2019].map((year) =>
  sampleSplit({ from: `${year}-01-01`, to: `${year}-12-31` }),
)
const live = sampleSplit({ live: true })

it('lists the splits of runs chronologically, the live one last', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const a = await sampleRun(database, market, [live, ...years])
  const b = await sampleRun(database, market, [years[1]], { strategy: 'pca-ou' })
  const none = '00000000-0000-4000-8000-000000000000'
  const lists = await splitsOfRuns(db, [b.runId, none, a.runId])
  expect(lists.map((splits) => splits.map(({ name }) => name))).toEqual([
    ['test_2018_2019'],
    [],
    ['test_2017_2018', 'test_2018_2019', 'test_2019_2020'],
  ])
  expect(lists[2][2]).toMatchObject({ live: true, status: 'queued', current: null, seed: 1 })
  expect(await splitsOfRuns(db, [])).toEqual([])
  expect(await publishedSplits(db, [a.runId])).toEqual([[]])
})

it('finds splits by id and by run and name, in the order of the keys', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const { runId } = await sampleRun(database, market, years)
  const [[first, second]] = await splitsOfRuns(db, [runId])
  expect(await splitsById(db, [second.id, 0, first.id])).toEqual([second, null, first])
  const names = ['test_2018_2019', 'test_1066_1067', 'test_2017_2018']
  const found = await splitsByName(
    db,
    names.map((name) => ({ runId, name })),
  )
  expect(found).toEqual([second, null, first])
  expect(await splitsByName(db, [])).toEqual([])
})

it('keeps a published split visible while it is recomputed or fails', async () => {
  await using database = await createTestDatabase()
  const { db, pool } = database
  const { runId } = await sampleRun(database, market, years)
  const [name, unpublished] = [years[1].name, years[0].name]
  await markSplitRunning(db, runId, name)
  expect((await splitsOfRuns(db, [runId]))[0][1].status).toBe('running')
  await publishSplit(pool, { runId, result: sampleSplitResult(market, years[1]) })
  await markSplitRunning(db, runId, name)
  await failSplit(db, runId, name, 'disk full')
  await failSplit(db, runId, unpublished, 'disk full')
  const [[failed, kept]] = await splitsOfRuns(db, [runId])
  expect(kept).toMatchObject({ status: 'published', failure: 'disk full', current: { version: 1 } })
  expect(failed).toMatchObject({ status: 'failed', failure: 'disk full', current: null })
  expect((await publishedSplits(db, [runId]))[0].map((split) => split.name)).toEqual([name])
})

it('turns a live split that has ended into an ordinary one', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const { runId, datasetVersionId } = await sampleRun(database, market, [live])
  const [ended] = await ensureSplits(db, {
    runId,
    datasetVersionId,
    seeds: [1, 2],
    splits: [{ ...live, live: false, test: { from: '2020-01-01', to: '2020-12-30' } }],
  })
  expect(ended).toMatchObject({ live: false, testTo: '2020-12-30', status: 'queued' })
})
