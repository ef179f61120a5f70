import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publishSplit } from '../../src/store/publish/publish.js'
import { registerDataset } from '../../src/store/publish/register-dataset.js'
import { findOrCreateRun } from '../../src/store/publish/runs.js'
import { ensureSplits } from '../../src/store/publish/splits.js'
import { createTestDatabase } from '../_util/postgres.js'
import {
  realisedFactorsOf,
  sampleMarket,
  sampleRegistration,
  sampleSplit,
  sampleSplitResult,
} from '../_util/results.js'

/** A market whose last asset is a factor portfolio. */
const SAMPLE = sampleMarket()
const FACTOR = 'FF:MKT-RF'
const assets = SAMPLE.assets.with(-1, FACTOR)
const MARKET = { ...SAMPLE, assets }
const registration = sampleRegistration(MARKET)
const plain = {
  ...registration,
  hash: 'without the factor',
  assets: registration.assets.slice(0, -1),
  returns: {
    ...registration.returns,
    assets: assets.slice(0, -1),
    values: registration.returns.values.filter((_, cell) => cell % assets.length !== 4),
  },
}
const given = {
  ...registration,
  hash: 'with the factor',
  previous: plain.hash,
  assets: plain.assets,
  factors: registration.assets.slice(-1),
  addedFrom: MARKET.dates[0],
}

let database: Awaited<ReturnType<typeof createTestDatabase>>
let datasetId: number
let datasetVersionId: number

beforeAll(async () => {
  database = await createTestDatabase()
  await registerDataset(database.pool, plain)
  const registered = await registerDataset(database.pool, given)
  datasetId = registered.datasetId
  datasetVersionId = registered.versionId
})
afterAll(() => database?.[Symbol.asyncDispose]())

describe('a factor portfolio', () => {
  it('is on the axis, is not counted as an asset, and has its history from the start', async () => {
    const { db } = database
    const axis = await db.selectFrom('asset').select('symbol').orderBy('position').execute()
    expect(axis.map(({ symbol }) => symbol)).toEqual(assets)
    const versions = await db
      .selectFrom('dataset_version')
      .select(['asset_count', 'restated'])
      .orderBy('number')
      .execute()
    expect(versions).toEqual([
      { asset_count: 4, restated: false },
      { asset_count: 4, restated: false },
    ])
    const days = await db.selectFrom('return_day').select('v').orderBy('date').execute()
    expect(days.length).toBe(MARKET.dates.length)
    expect(days[10].v[4]).toBe(MARKET.returns[10 * 5 + 4])
  })

  it('may lack a residual where an asset needs one', async () => {
    const { db, pool } = database
    const split = sampleSplit()
    const seeds = [1]
    const { run } = await findOrCreateRun(db, {
      datasetId,
      strategy: 'ff-ou',
      config: {},
      seeds,
      engine: 'host',
    })
    await ensureSplits(db, { runId: run.id, datasetVersionId, seeds, splits: [split] })
    const result = sampleSplitResult(MARKET, split)
    const without = (place: number) => ({
      ...result,
      days: result.days.map((day) => ({
        ...day,
        realised: day.realised && {
          ...day.realised,
          factors: {
            ...realisedFactorsOf(day),
            residuals: realisedFactorsOf(day).residuals.map((value, i) =>
              assets[day.columns[i]] === assets[place] ? Number.NaN : value,
            ),
          },
        },
      })),
    })
    await expect(publishSplit(pool, { runId: run.id, result: without(0) })).rejects.toThrow(
      /S000 has return .* and residual NaN/,
    )
    expect((await publishSplit(pool, { runId: run.id, result: without(4) })).changed).toBe(true)
  })
})
