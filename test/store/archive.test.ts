import { appendFileSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { archive, restore } from '../../jobs/tasks/archive.js'
import { archiveFindings } from '../../jobs/tasks/doctor/archive.js'
import { prune } from '../../jobs/tasks/prune.js'
import { toConfig } from '../../src/config.js'
import { checkArchive, moveArchive } from '../../src/store/archive/archive-files.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { registerDataset } from '../../src/store/publish/register-dataset.js'
import { removeRun, setRunStatus } from '../../src/store/publish/runs.js'
import { createTestApi, type TestApi } from '../_util/api.js'
import { type SampleRun, sampleRun } from '../_util/published-run.js'
import { readBulk } from '../_util/read-bulk.js'
import {
  type SampleResultOptions,
  sampleMarket,
  sampleRegistration,
  sampleSplit,
  sampleSplitResult,
} from '../_util/results.js'

const MARKET = sampleMarket({ from: '2019-11-01', dateCount: 320 })
const SPLITS = [
  sampleSplit({ from: '2019-01-01', to: '2019-12-31' }),
  sampleSplit({ from: '2020-01-01', to: '2020-12-31' }),
  sampleSplit({ from: '2021-01-01', to: '2021-12-31', live: true }),
]
const [OLD, NEXT, LIVE] = SPLITS
const BEFORE = '2020-12-31'
const DATE = '2019-12-16'
/** Two strategies that have every series between them. */
const PARTS: Readonly<Record<string, SampleResultOptions>> = {
  'attention-longconv': {},
  storm: { predicts: true, factorCount: 0, codeCount: 3 },
}
const STRATEGIES = Object.keys(PARTS)

let api: TestApi
const runs: SampleRun[] = []
let folder: string

beforeAll(async () => {
  api = await createTestApi()
  folder = mkdtempSync(join(tmpdir(), 'residua-archive-'))
  for (const strategy of STRATEGIES) {
    const run = await sampleRun(api.database, MARKET, SPLITS, { strategy })
    for (const split of SPLITS) {
      const result = sampleSplitResult(MARKET, split, PARTS[strategy])
      await publishSplit(api.database.pool, { runId: run.runId, result })
    }
    await setRunStatus(api.database.db, run.runId, 'done')
    runs.push(run)
  }
})

afterAll(async () => {
  await api?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

function session() {
  const { db, pool } = api.database
  const config = toConfig({ RESIDUA_HOME: folder })
  return { config, db, pool, signal: new AbortController().signal }
}

const place = () => join(folder, 'archive')
const files = () => readdirSync(place())

const ASSETS = MARKET.assets.slice(1, 3).map((symbol) => `"${symbol}"`)

/** A field of every kind of read of a split's arrays. */
const FIELDS = [
  'measures { netSharpe explainedVariance } lagged: measures(lag: 1) { netSharpe turnover }',
  `weights(date: "${DATE}") { asset { symbol } weight }`,
  'pnlSeries { dates net hedgedNet }',
]
const FACTOR_FIELDS = [
  'attribution { label contribution exposure } byAsset: attribution(by: ASSET) { label contribution }',
  `betas(date: "${DATE}") { asset { symbol } betas }`,
  `factor(index: 1) { returns { values } weights(date: "${DATE}", top: 3) { asset { symbol } weight } characteristics(date: "${DATE}") { name value } }`,
  `residualVector(date: "${DATE}") { assets values }`,
  `residuals(date: "${DATE}") { edges { node { asset { symbol } value } } }`,
  `residuals(assets: [${ASSETS}], first: 7) { edges { cursor node { date value } } pageInfo { endCursor hasNextPage } }`,
]
const PREDICTION_FIELDS = [
  `predictions(date: "${DATE}") { asset { symbol } mean risk }`,
  'rankICs { date rankIC ic spread }',
  'codes(module: TIME_SERIES) { date code asset { symbol } }',
]
const FIELDS_OF: Readonly<Record<string, readonly string[]>> = {
  'attention-longconv': [...FIELDS, ...FACTOR_FIELDS],
  storm: [...FIELDS, ...PREDICTION_FIELDS],
}
const KINDS_OF: Readonly<Record<string, readonly string[]>> = {
  'attention-longconv': ['residuals', 'betas', 'weights', 'factor-weights', 'factor-returns'],
  storm: ['predictions', 'codes', 'pnl'],
}

async function answers(): Promise<unknown[]> {
  const all: unknown[] = []
  for (const [n, strategy] of STRATEGIES.entries()) {
    const splitOf = (name: string) => `split(name: "${name}", strategy: "${strategy}")`
    for (const field of FIELDS_OF[strategy]) {
      const query = `{ ${splitOf(OLD.name)} { ${field} } next: ${splitOf(NEXT.name)} { lagged: measures(lag: 1) { netSharpe } } }`
      all.push((await api.post({ query })).body)
    }
    for (const kind of KINDS_OF[strategy]) all.push(...(await filesOf(runs[n].runId, kind)))
  }
  return all
}

/** A bulk file in two formats: numbers and digits. Arrow's padding is not the same twice. */
async function filesOf(runId: string, kind: string): Promise<unknown[]> {
  const [arrow, csv] = await Promise.all(
    ['arrow', 'csv'].map((format) => api.app.inject(`/export/${runId}/all/${kind}.${format}`)),
  )
  const rows = arrow.statusCode === 200 ? await readBulk('arrow', arrow.rawPayload) : arrow.body
  return [kind, rows, csv.body]
}

async function rowsOf(split: string): Promise<number> {
  const { rows } = await api.database.pool.query(
    `select count(*)::int as n from asset_weight_day where content_id in
      (select sv.content_id from split_version sv join split on split.id = sv.split_id where name = $1)`,
    [split],
  )
  return rows[0].n
}

describe('the archive', () => {
  it('answers every query and file with the same bytes from the archive and from the database', async () => {
    const before = await answers()
    expect(before.filter((body) => String(body).includes('"errors"'))).toEqual([])
    const rows = await rowsOf(OLD.name)
    expect(rows).toBeGreaterThan(0)

    const archived = await archive(session(), { before: BEFORE })
    expect(archived.contents).toBe(2)
    expect(await rowsOf(OLD.name)).toBe(0)
    expect(await rowsOf(LIVE.name)).toBeGreaterThan(0)
    expect(files()).toHaveLength(2)
    expect(await answers()).toEqual(before)
    expect((await archive(session(), { before: BEFORE })).contents).toBe(0)

    const restored = await restore(session())
    expect(restored).toEqual({ contents: 2, rows: archived.rows, bytes: 0 })
    expect(await rowsOf(OLD.name)).toBe(rows)
    expect(files()).toEqual([])
    expect(await answers()).toEqual(before)
  })

  it('names a file that is missing or was changed, and the remedy', async () => {
    const { db } = api.database
    await archive(session(), { before: BEFORE })
    const { rows } = await api.database.pool.query(
      `select a.file from archived_content a join split_version sv on sv.id = a.content_id
       join split on split.id = sv.split_id where split.run_id = $1`,
      [runs[0].runId],
    )
    const [{ file }] = rows
    expect(await archiveFindings(db)).toMatchObject([{ state: 'good' }])
    const query = `{ split(name: "${OLD.name}", strategy: "attention-longconv") { residualVector(date: "${DATE}") { values } } }`

    const aside = join(folder, 'aside.parquet')
    renameSync(join(place(), file), aside)
    expect(await api.error(query)).toMatch(
      new RegExp(`UNAVAILABLE: .*${file}, which is missing.*--check`),
    )
    expect(await archiveFindings(db)).toMatchObject([
      { state: 'bad', found: expect.stringContaining(join(place(), file)) },
    ])
    renameSync(aside, join(place(), file))
    await api.data(query)

    appendFileSync(join(place(), file), 'x')
    expect(await api.error(query)).toMatch(/UNAVAILABLE: .*bytes instead of/)
    expect((await checkArchive(db)).damaged).toMatchObject([{ path: join(place(), file) }])
    await expect(restore(session())).rejects.toThrow(file)
  })

  it('computes a split whose file is lost again, and forgets the file', async () => {
    const result = sampleSplitResult(MARKET, OLD, { ...PARTS['attention-longconv'], salt: 1 })
    const { db, pool } = api.database
    await registerDataset(pool, {
      ...sampleRegistration(MARKET),
      hash: 'restated',
      restatedFrom: DATE,
    })
    const { rows } = await pool.query('select max(id)::int as id from dataset_version')
    const [{ runId }] = runs
    await publishSplit(pool, { runId, datasetVersionId: rows[0].id, result })
    expect(await rowsOf(OLD.name)).toBeGreaterThan(0)
    await pool.query(
      `delete from split_version sv using archived_content a where sv.id = a.content_id
       and not exists (select from split where current_version_id = sv.id)`,
    )
    expect((await prune(session())).archived).toBe(1)
    expect(files()).toHaveLength(1)
    expect((await checkArchive(db)).damaged).toEqual([])
    await restore(session())
  })

  it('reads the files where they were moved to', async () => {
    const { db } = api.database
    const before = await answers()
    await archive(session(), { before: BEFORE })
    const moved = join(folder, 'moved')
    renameSync(place(), moved)
    await expect(moveArchive(db, join(folder, 'nowhere'))).rejects.toThrow('is missing')
    expect(await moveArchive(db, moved)).toBe(2)
    expect(await answers()).toEqual(before)
    await restore(session())
    expect(readdirSync(moved)).toEqual([])
  })

  it('removes the files of a run that is removed', async () => {
    const { db } = api.database
    await archive(session(), { before: BEFORE })
    expect(files()).toHaveLength(2)
    await removeRun(db, runs[0].runId)
    expect((await prune(session())).archived).toBe(1)
    expect(files()).toHaveLength(1)
  })
})
