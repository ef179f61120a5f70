import { describe, expect, it } from 'vitest'
import type { DayResult, LatentFactors, SplitResult } from '../../src/results.js'
import { seriesOf, storedSeries } from '../../src/series.js'
import { toAxisDays } from '../../src/store/publish/axis-days.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { vectorsBetween } from '../../src/store/read/dated-vectors.js'
import { splitsOfRuns } from '../../src/store/read/splits.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

const MARKET = sampleMarket()
const SPLIT = sampleSplit({ from: '2020-01-01', to: '2020-12-31', live: true })
const LATENTS = 3
const RESULT = sampleSplitResult(MARKET, SPLIT, { predicts: true, latentCount: LATENTS })
const SERIES = ['prior mean', 'prior risk', 'posterior mean', 'posterior risk'] as const

const mapped = (result: SplitResult, change: (day: DayResult) => DayResult): SplitResult => ({
  ...result,
  days: result.days.map(change),
})

async function published(database: TestDatabase, result: SplitResult) {
  const { runId } = await sampleRun(database, MARKET, [SPLIT], { strategy: 'factor-vae' })
  await publishSplit(database.pool, { runId, result })
  const [[split]] = await splitsOfRuns(database.db, [runId])
  if (!split?.current) throw new Error('nothing is published')
  const key = { contentId: split.current.contentId, from: '2020-01-01', to: '2020-12-31' }
  const days = SERIES.map(async (name) => (await vectorsBetween(database.db, name, [key]))[0] ?? [])
  return { split, days: await Promise.all(days) }
}

const rowsOf = (of: (day: DayResult) => Float32Array | undefined) =>
  RESULT.days.flatMap((day) => {
    const values = of(day)
    return values ? [{ date: day.date, values }] : []
  })

describe('latent factors in the store', () => {
  it('are as they were decided and realised, as many as the split has', async () => {
    await using database = await createTestDatabase()
    const { split, days } = await published(database, RESULT)
    expect(split).toMatchObject({ latentCount: LATENTS, factorCount: 2 })
    expect(days).toEqual([
      rowsOf(({ latents }) => latents?.mean),
      rowsOf(({ latents }) => latents?.risk),
      rowsOf(({ realised }) => realised?.latents?.mean),
      rowsOf(({ realised }) => realised?.latents?.risk),
    ])
  })

  it('may have no posterior, and none on a date without returns', async () => {
    await using database = await createTestDatabase()
    const prior = mapped(RESULT, ({ realised, ...day }) => {
      const { latents: _, ...kept } = realised ?? { returns: new Float64Array() }
      return { ...day, realised: realised && kept }
    })
    const { days } = await published(database, prior)
    expect(days.map(({ length }) => length > 0)).toEqual([true, true, false, false])

    const missing = new Float32Array(LATENTS).fill(Number.NaN)
    const [first] = RESULT.days
    const silent = mapped(RESULT, (day) =>
      day === first && day.realised
        ? { ...day, realised: { ...day.realised, latents: { mean: missing, risk: missing } } }
        : day,
    )
    await using other = await createTestDatabase()
    const stored = await published(other, silent)
    expect(stored.days[2]?.[0]?.values).toHaveLength(0)
  })

  it('count in the digests, a prior in what was decided and a posterior in what was realised', () => {
    const positions = Int32Array.from(MARKET.assets.keys())
    const digests = (result: SplitResult) =>
      toAxisDays(result, positions).map(({ decidedHash, realisedHash }) => [
        decidedHash,
        realisedHash,
      ])
    const [[decided, realised] = []] = digests(RESULT)
    const other: LatentFactors = { mean: Float32Array.of(1, 2, 3), risk: Float32Array.of(1, 1, 1) }
    const [[otherDecided, sameRealised] = []] = digests(
      mapped(RESULT, (day) => ({ ...day, latents: other })),
    )
    expect(otherDecided).not.toBe(decided)
    expect(sameRealised).toBe(realised)
    const [[sameDecided, otherRealised] = []] = digests(
      mapped(RESULT, (day) => ({
        ...day,
        realised: day.realised && { ...day.realised, latents: other },
      })),
    )
    expect(sameDecided).toBe(decided)
    expect(otherRealised).not.toBe(realised)
  })

  it.each([
    [
      'as many as the split has',
      (day: DayResult) => ({ ...day, latents: latentsOf([1, 2], [1, 1]) }),
      /2020-01-01: 2 prior means instead of 3/,
    ],
    [
      'with a prior risk above 0',
      (day: DayResult) => ({ ...day, latents: latentsOf([1, 2, 3], [1, 0, 1]) }),
      /prior risk 0 of latent 1 on 2020-01-01/,
    ],
    [
      'on every date',
      ({ latents: _, ...day }: DayResult): DayResult => day,
      /2020-01-01 has no prior means, unlike the split/,
    ],
  ])('are published only %s', async (_, spoil, message) => {
    await using database = await createTestDatabase()
    const [day, ...rest] = RESULT.days
    if (!day) throw new Error('the sample has dates')
    const result = { ...RESULT, days: [spoil(day), ...rest] }
    await expect(published(database, result)).rejects.toThrow(message)
  })

  it('are declared with the other series, in tables of their own', () => {
    const tables = new Set(storedSeries().map(({ table }) => table))
    for (const name of SERIES) expect(tables.has(seriesOf(name).table)).toBe(true)
  })
})

function latentsOf(mean: readonly number[], risk: readonly number[]): LatentFactors {
  return { mean: Float32Array.from(mean), risk: Float32Array.from(risk) }
}
