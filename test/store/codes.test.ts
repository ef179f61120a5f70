import { describe, expect, it } from 'vitest'
import type { Codes, SplitResult } from '../../src/results.js'
import { sweepPartitions } from '../../src/store/partitions.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { codebooksOf } from '../../src/store/read/codebooks.js'
import { valuesOn } from '../../src/store/read/content-days.js'
import { splitsOfRuns } from '../../src/store/read/splits.js'
import { pruneVersions } from '../../src/store/retention.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

const MARKET = sampleMarket()
const SPLIT = sampleSplit({ live: true })
const OPTIONS = { factorCount: 0, predicts: true, codeCount: 6 }
const RESULT = sampleSplitResult(MARKET, SPLIT, OPTIONS)

async function published(database: TestDatabase, results: readonly SplitResult[]) {
  const { runId } = await sampleRun(database, MARKET, [SPLIT], { strategy: 'of-a-test' })
  for (const result of results) await publishSplit(database.pool, { runId, result })
  const [[split]] = await splitsOfRuns(database.db, [runId])
  return { runId, contentId: split?.current?.contentId ?? 0 }
}

/** The result with other codes on its first day. */
function withCodes(codes: Codes | undefined): SplitResult {
  const [day, ...rest] = RESULT.days
  return { ...RESULT, days: [{ ...day, codes }, ...rest] }
}

describe('the codes of a split', () => {
  it('are stored for every decided date, with the codebooks they are from', async () => {
    await using database = await createTestDatabase()
    const { contentId } = await published(database, [RESULT])
    for (const { date, codes } of RESULT.days) {
      const [each] = await valuesOn(database.db, 'time-series code', [{ contentId, date }])
      const [one] = await valuesOn(database.db, 'cross-section code', [{ contentId, date }])
      const known = Array.from(codes?.timeSeries ?? [], (code) => (code >= 0 ? code : null))
      expect(each).toEqual(known.slice(0, known.findLastIndex((code) => code !== null) + 1))
      expect(one).toEqual([...(codes?.crossSection ?? [])])
    }
    expect(RESULT.days.at(-1)?.realised).toBeNull()
    const [codebooks] = await codebooksOf(database.db, [contentId])
    const usageTrain = [40, 50, 60, 70, 80, 90]
    expect(codebooks).toHaveLength(2)
    const codebookOf = (name: string) => codebooks?.find(({ module }) => module === name)
    expect(codebookOf('TIME_SERIES')?.usageTrain).toEqual(usageTrain)
    expect(codebookOf('CROSS_SECTION')?.usageTrain).toEqual(usageTrain.toReversed())
    expect(await codebooksOf(database.db, [contentId + 1])).toEqual([[]])
  })

  it('count in the digest, and are deleted with the pruned versions', async () => {
    await using database = await createTestDatabase()
    const { crossSection = new Float32Array(1) } = RESULT.days[0]?.codes ?? {}
    const other = withCodes({
      ...RESULT.days[0]?.codes,
      crossSection: crossSection.map((k) => k + 1),
    })
    const { runId } = await published(database, [RESULT, other])
    const again = { ...other, codebooks: other.codebooks }
    expect((await publishSplit(database.pool, { runId, result: again })).changed).toBe(false)
    await publishSplit(database.pool, { runId, result: RESULT })
    const contents = async (table: string) => {
      const { rows } = await database.pool.query(
        `select count(distinct content_id)::int as n from ${table}`,
      )
      return rows[0].n
    }
    const tables = ['time_series_code_day', 'cross_section_code_day', 'codebook']
    for (const table of tables) expect(await contents(table), table).toBe(3)
    expect(await pruneVersions(database.pool, 2)).toBe(1)
    await sweepPartitions(database.pool)
    for (const table of tables) expect(await contents(table), table).toBe(2)
  })

  it('of later dates extend those published, with the same codebooks', async () => {
    await using database = await createTestDatabase()
    const shorter = { ...RESULT, days: RESULT.days.slice(0, 5) }
    const { contentId } = await published(database, [shorter, RESULT])
    const { rows } = await database.pool.query(
      'select content_id, count(*)::int as n from cross_section_code_day group by content_id',
    )
    expect(rows).toEqual([{ content_id: contentId, n: RESULT.days.length }])
    const [codebooks] = await codebooksOf(database.db, [contentId])
    expect(codebooks).toHaveLength(2)
  })

  it('may be those of one module alone', async () => {
    await using database = await createTestDatabase()
    const days = RESULT.days.map((day) => ({
      ...day,
      codes: { crossSection: day.codes?.crossSection },
    }))
    const codebooks = RESULT.codebooks?.filter(({ module }) => module === 'CROSS_SECTION')
    const { contentId } = await published(database, [{ ...RESULT, days, codebooks }])
    const [found] = await codebooksOf(database.db, [contentId])
    expect(found?.map(({ module }) => module)).toEqual(['CROSS_SECTION'])
    const { rowCount } = await database.pool.query('select from time_series_code_day')
    expect(rowCount).toBe(0)
  })
})

describe('codes that are not published', () => {
  const timeSeries = RESULT.days[0]?.codes?.timeSeries ?? new Float32Array()
  const crossSection = Float32Array.of(0)
  const used = (counts: readonly number[]): SplitResult => ({
    ...RESULT,
    codebooks: [
      { module: 'TIME_SERIES', usageTrain: Float64Array.from(counts) },
      { module: 'CROSS_SECTION', usageTrain: new Float64Array(6) },
    ],
  })
  const cases: [string, SplitResult, RegExp][] = [
    [
      'one beyond the codebook',
      withCodes({ timeSeries: timeSeries.map((k, i) => (i === 3 ? 6 : k)), crossSection }),
      /code 6 of S003 on 2020-01-01: the codebook TIME_SERIES has 6$/,
    ],
    [
      'one between two',
      withCodes({ timeSeries, crossSection: Float32Array.of(1.5) }),
      /code 1.5 of the universe on 2020-01-01/,
    ],
    [
      'a date without its code',
      withCodes({ timeSeries, crossSection: Float32Array.of(Number.NaN) }),
      /cross-section code NaN on 2020-01-01/,
    ],
    ['a date without codes', withCodes(undefined), /has /],
    [
      'codes without a codebook',
      { ...RESULT, codebooks: undefined },
      /TIME_SERIES: 2020-01-01 has codes, but there is no codebook/,
    ],
    [
      'a codebook that was not used',
      used([0, 0, 0, 0, 0, 0]),
      /no code of the codebook TIME_SERIES/,
    ],
    ['a usage that is no count', used([1, 0.5, 0, 0, 0, 0]), /TIME_SERIES was used 0.5 times/],
  ]
  it.each(cases)('%s', async (_, result, message) => {
    await using database = await createTestDatabase()
    const { runId } = await sampleRun(database, MARKET, [SPLIT], { strategy: 'of-a-test' })
    await expect(publishSplit(database.pool, { runId, result })).rejects.toThrow(message)
  })
})
