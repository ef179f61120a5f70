import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ingest } from '../../jobs/tasks/data/ingest.js'
import { databaseFindings } from '../../jobs/tasks/doctor/database.js'
import { summedFileFindings } from '../../jobs/tasks/doctor/summed-files.js'
import { reportInputs } from '../../jobs/tasks/report/report-inputs.js'
import { toConfig } from '../../src/config.js'
import { readManifest } from '../../src/data/dataset/folder.js'
import { readReport } from '../../src/data/dataset/ingest.js'
import { datasetByName } from '../../src/store/datasets.js'
import { findingsOf } from '../../src/store/market/findings.js'
import { dollarVolumesBetween } from '../../src/store/market/prices.js'
import { folderCheckpoints } from '../../src/walkforward/checkpoints.js'
import { Folder, messageOf, type PriceRow, quietRows, toCsv } from '../_util/market-files.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())
let used = 0

const ROWS = quietRows(['A', 'B', 'C'], '2019-12-20', '2020-01-14')
const BEFORE = ROWS.filter(({ date }) => date <= '2020-01-10')
const NEXT = ROWS.filter(({ date }) => date >= '2020-01-10')

function sessionOf({ db, pool, url }: TestDatabase) {
  const config = toConfig({ RESIDUA_HOME: join(folder.path, `home${used++}`), DATABASE_URL: url })
  return { config, db, pool, signal: new AbortController().signal }
}

const file = (rows: readonly PriceRow[]) => folder.file(`f${used++}.csv`, toCsv(rows))

describe('ingest', () => {
  it('removes the folder of a version that another ingest came before', async () => {
    await using database = await createTestDatabase()
    const session = sessionOf(database)
    await ingest(session, { name: 'mine', files: [file(BEFORE)] })
    const other = NEXT.map((row) => ({ ...row, volume: 7 }))
    const outcomes = await Promise.allSettled(
      [NEXT, other].map((rows) => ingest(session, { name: 'mine', files: [file(rows)] })),
    )
    const lost = outcomes.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))
    expect(lost).toEqual([expect.stringContaining('which these files do not continue')])
    const { path } = await datasetByName(database.db, 'mine')
    const folders = readdirSync(join(session.config.home, 'datasets'))
    expect(folders).toHaveLength(2)
    expect(folders.some((name) => path.endsWith(name))).toBe(true)
  })

  it('stores closes, dollar volumes and findings, also of a version of an earlier release', async () => {
    await using database = await createTestDatabase()
    const session = sessionOf(database)
    const files = [file(BEFORE)]
    const { dataset } = await ingest(session, { name: 'mine', files })
    const { id: datasetId } = await datasetByName(database.db, 'mine')
    const stored = async () => ({
      volumes: await dollarVolumesBetween(database.db, [
        { datasetId, from: '0001-01-01', to: '9999-12-31' },
      ]),
      findings: await findingsOf(database.db, [datasetId]),
    })
    const { volumes, findings } = await stored()
    expect(volumes[0]?.[0]?.date).toBe(BEFORE[0]?.date)
    expect(volumes[0]?.[0]?.values[0]).toBe(50_000)
    expect(findings[0]?.[0]).toMatchObject({
      version: 1,
      total: (await readReport(dataset.path)).findings.length,
    })

    await database.db.deleteFrom('price_day').execute()
    await database.db.updateTable('dataset_version').set({ findings: null }).execute()
    expect((await stored()).volumes).toEqual([[]])
    await ingest(session, { name: 'mine', files })
    expect(await stored()).toEqual({ volumes, findings })

    await ingest(session, { name: 'mine', files: [file(NEXT)] })
    const dates = (await stored()).volumes[0]?.map((day) => day.date)
    expect(dates).toEqual([...new Set(ROWS.map((row) => row.date))])
  })

  it.each(['', ' mine', 'a/b', 'a\u001b[31m', '-mine', 'x'.repeat(65), 'a\u200bb', 'Cafe\u0301'])(
    'refuses %j as the name of a new dataset',
    async (name) => {
      await using database = await createTestDatabase()
      const outcome = ingest(sessionOf(database), { name, files: [file(BEFORE)] })
      expect(await messageOf(outcome)).toContain(
        'cannot be the name of a dataset: use up to 64 letters',
      )
    },
  )

  it('keeps the currency of the prices, none by default', async () => {
    await using database = await createTestDatabase()
    const session = sessionOf(database)
    const files = [file(BEFORE)]
    const { dataset } = await ingest(session, { name: 'mine', files })
    expect((await readManifest(dataset.path)).currency).toBeUndefined()
    const named = await ingest(session, { name: 'mine', files, currency: 'INR' })
    expect((await readManifest(named.dataset.path)).currency).toBe('INR')
    const next = await ingest(session, { name: 'mine', files: [file(NEXT)] })
    expect((await readManifest(next.dataset.path)).currency).toBe('INR')
    const stored = await datasetByName(database.db, 'mine')
    expect(await reportInputs(database.db, stored)).toMatchObject({ currency: 'INR' })
    const bad = ingest(session, { name: 'mine', files, currency: 'rupees' })
    expect(await messageOf(bad)).toContain('"rupees" is no currency')
  })
})

it('doctor names the damaged file of a dataset', async () => {
  await using database = await createTestDatabase()
  const session = sessionOf(database)
  const { dataset } = await ingest(session, { name: 'mine', files: [file(BEFORE)] })
  const stateOf = async () =>
    (await databaseFindings(session.config)).find(({ what }) => what === 'data')
  expect(await stateOf()).toMatchObject({ state: 'good' })
  const path = join(dataset.path, 'prices-2020.parquet')
  const bytes = readFileSync(path)
  bytes[100] ^= 1
  writeFileSync(path, bytes)
  expect(await stateOf()).toMatchObject({
    state: 'bad',
    found: expect.stringContaining('prices-2020.parquet was changed after it was written'),
  })
})

it('doctor counts damaged checkpoints', async () => {
  const home = join(folder.path, 'checked')
  const checkpoints = folderCheckpoints(join(home, 'checkpoints', 'run'))
  const trained = { checkpoint: new Uint8Array(100), epochs: [], seconds: 1 }
  for (const seed of [1, 2]) await checkpoints.save('split', seed, 'hash', trained)
  expect(await summedFileFindings(home)).toMatchObject([
    { what: 'checkpoints', state: 'good', found: '2 files, whole' },
    { what: 'cache', state: 'good', found: '0 files, whole' },
    { what: 'kept characteristics', state: 'good', found: '0 files, whole, 0.0 GiB' },
  ])
  const path = join(home, 'checkpoints', 'run', 'split-2.ckpt')
  const bytes = readFileSync(path)
  bytes[bytes.length - 1] ^= 1
  writeFileSync(path, bytes)
  const [found] = await summedFileFindings(home)
  expect(found).toMatchObject({ state: 'note' })
  expect(found.found).toContain('1 of 2 files are damaged')
  expect(found.found).toContain('split-2.ckpt')
})
