import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openExport } from '../../src/export/open-export.js'
import { EXPORT_KINDS, type ExportKind } from '../../src/export/request.js'
import type { DayResult, SplitResult } from '../../src/results.js'
import type { DaySeries, Series } from '../../src/series.js'
import { sweepPartitions } from '../../src/store/partitions.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { valuesOn } from '../../src/store/read/content-days.js'
import { vectorsBetween } from '../../src/store/read/dated-vectors.js'
import { splitsOfRuns } from '../../src/store/read/splits.js'
import { pruneVersions } from '../../src/store/retention.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

/** A series that is not built in: its declaration, and the values of a day. */
vi.mock('../../src/series.js', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../src/series.js')>()
  const declared = original.SERIES as unknown as Series[]
  declared.push({
    name: 'conviction',
    table: 'conviction_day',
    axis: 'asset',
    when: 'decided',
    needs: 'predictions',
    allows: 'positive',
    export: { kind: 'convictions', column: 'conviction' },
    valuesOf: (day) => (day as ConvincedDay).convictions,
  })
  return original
})

interface ConvincedDay extends DayResult {
  readonly convictions?: Float32Array
}

const MARKET = sampleMarket()
const SPLIT = sampleSplit({ from: '2019-01-01', to: '2019-12-31' })
const PLAIN = sampleSplitResult(MARKET, SPLIT, { factorCount: 0, predicts: true })
const RESULT = convinced(PLAIN, (i) => 0.5 + i)
const DAY = RESULT.days[6]
const CONVICTION = 'conviction' as DaySeries

function convinced(
  { days, ...result }: SplitResult,
  convictionOf: (i: number) => number,
): SplitResult {
  const withValues = (day: DayResult): ConvincedDay => ({
    ...day,
    convictions: Float32Array.from(day.columns, convictionOf),
  })
  return { ...result, days: days.map(withValues) }
}

/** The result with another first day. */
function spoiled(spoil: (day: ConvincedDay) => ConvincedDay): SplitResult {
  const [day, ...rest] = RESULT.days
  return { ...RESULT, days: [spoil(day), ...rest] }
}

async function withView(): Promise<TestDatabase> {
  const database = await createTestDatabase()
  await database.pool.query(
    `create view conviction_day as select content_id, date, v from series_day where series = 'conviction_day'`,
  )
  return database
}

describe('a series that is declared once', () => {
  let database: TestDatabase
  let runId: string
  let contentId: number

  beforeAll(async () => {
    database = await withView()
    const run = await sampleRun(database, MARKET, [SPLIT], { strategy: 'of-a-test' })
    runId = run.runId
    await publishSplit(database.pool, { runId, result: RESULT })
    const [[split]] = await splitsOfRuns(database.db, [runId])
    contentId = split.current?.contentId ?? 0
  })
  afterAll(() => database?.[Symbol.asyncDispose]())

  it('is written for every date, by position on the axis', async () => {
    const { rows } = await database.pool.query('select date, v from conviction_day order by date')
    expect(rows.map(({ date }) => date)).toEqual(RESULT.days.map(({ date }) => date))
    expect(rows[6].v).toEqual([0.5, 1.5, 2.5, 3.5, 4.5])
    expect(rows[0].v).toEqual([0.5, 1.5, 2.5, 3.5]) // the fifth asset enters later
  })

  it('is read back in batches, as text and as numbers', async () => {
    const [on, none] = await valuesOn(database.db, CONVICTION, [
      { contentId, date: DAY.date },
      { contentId, date: '1999-01-04' },
    ])
    expect(on).toEqual([0.5, 1.5, 2.5, 3.5, 4.5])
    expect(none).toBeNull()
    const range = { contentId, from: DAY.date, to: '2019-12-31' }
    const [days] = await vectorsBetween(database.db, CONVICTION, [range])
    expect(days.map(({ date }) => date)).toEqual(RESULT.days.slice(6).map(({ date }) => date))
    expect([...days[0].values]).toEqual([0.5, 1.5, 2.5, 3.5, 4.5])
  })

  it('has its own bulk file', async () => {
    expect(EXPORT_KINDS).toContain('convictions')
    const lines = (await csv('convictions' as ExportKind)).split('\n')
    expect(lines[0]).toBe('date,asset,conviction')
    expect(lines).toContain(`${DAY.date},S004,4.5`)
  })

  it('does not affect the built-in series: a file may have a column for each series', async () => {
    const [header, ...lines] = (await csv('predictions')).trim().split('\n')
    expect(header).toBe('date,asset,mean,risk,score')
    const rows = RESULT.days.flatMap(({ date, columns, predictions }) =>
      Array.from(columns, (i, j) => [
        date,
        MARKET.assets[i],
        predictions?.mean[j],
        predictions?.risk[j],
        predictions?.mean[j],
      ]),
    )
    expect(lines.map(cells)).toEqual(rows)
  })

  it('counts in the digest, so that another value is another result', async () => {
    const digests = async () => {
      const { rows } = await database.pool.query(
        'select decided, realised from scored_day order by content_id desc, date limit 1',
      )
      return rows[0]
    }
    const before = await digests()
    const again = await publishSplit(database.pool, { runId, result: RESULT })
    expect(again.changed).toBe(false)
    const other = convinced(PLAIN, () => 1)
    expect((await publishSplit(database.pool, { runId, result: other })).changed).toBe(true)
    expect((await digests()).decided).not.toBe(before.decided)
    expect((await digests()).realised).toBe(before.realised)
  })

  it('is deleted with the pruned versions', async () => {
    await publishSplit(database.pool, { runId, result: convinced(PLAIN, () => 2) })
    const contents = async () => {
      const { rows } = await database.pool.query(
        'select count(distinct content_id)::int as n from conviction_day',
      )
      return rows[0].n
    }
    expect(await contents()).toBe(3)
    expect(await pruneVersions(database.pool, 2)).toBe(1)
    expect(await sweepPartitions(database.pool)).toEqual({ dropped: 1, left: 0 })
    expect(await contents()).toBe(2)
  })

  async function csv(kind: ExportKind): Promise<string> {
    const request = { run: runId, split: SPLIT.name, kind, format: 'csv' } as const
    const chunks: string[] = []
    for await (const chunk of (await openExport(database, request)).chunks()) {
      chunks.push(Buffer.from(chunk as Uint8Array).toString())
    }
    return chunks.join('')
  }
})

describe('an invalid series is not published', () => {
  const cases: [string, (day: ConvincedDay) => ConvincedDay, RegExp][] = [
    [
      'a value that it does not allow',
      (day) => ({ ...day, convictions: Float32Array.of(1, 0, 1, 1) }),
      /^test_2018_2019 cannot be published: conviction 0 of S001 on 2019-12-16/,
    ],
    [
      'too few values',
      (day) => ({ ...day, convictions: Float32Array.of(1) }),
      /2019-12-16: 1 convictions instead of 4/,
    ],
    [
      'a date without it',
      ({ convictions, ...day }) => day,
      /2019-12-17 has convictions, unlike the split/,
    ],
  ]
  it.each(cases)('%s', async (_, spoil, message) => {
    await using database = await withView()
    const { runId } = await sampleRun(database, MARKET, [SPLIT], { strategy: 'of-a-test' })
    await expect(publishSplit(database.pool, { runId, result: spoiled(spoil) })).rejects.toThrow(
      message,
    )
  })

  it('a missing row', async () => {
    await using database = await withView()
    await database.pool.query(`
      create function lose() returns trigger language plpgsql as $$ begin
        execute format('delete from series_day_%s where series = $1 and date = $2', new.content_id)
          using 'conviction_day', date '2019-12-18';
        return new;
      end $$;
      create trigger lose before insert on scored_day for each row execute function lose()`)
    const { runId } = await sampleRun(database, MARKET, [SPLIT], { strategy: 'of-a-test' })
    await expect(publishSplit(database.pool, { runId, result: RESULT })).rejects.toThrow(
      /2019-12-18 has 0 rows of convictions instead of 1/,
    )
  })
})

/** A line's cells, the values as the float32 that their digits stand for. */
function cells(line: string): (string | number)[] {
  return line.split(',').map((text, c) => (c < 2 ? text : Math.fround(Number(text))))
}
