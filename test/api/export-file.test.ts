import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { exportFile } from '../../jobs/tasks/export-file.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { createTestApi, type TestApi } from '../_util/api.js'
import { sampleRun } from '../_util/published-run.js'
import { sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'

const MARKET = sampleMarket({ from: '2020-11-02', dateCount: 30 })
const REQUEST = { run: 'latest', split: 'all', kind: 'betas', format: 'csv' } as const

let api: TestApi
let runId: string
let folder: string

beforeAll(async () => {
  api = await createTestApi()
  runId = (await sampleRun(api.database, MARKET, [sampleSplit()])).runId
  const result = sampleSplitResult(MARKET, sampleSplit())
  await publishSplit(api.database.pool, { runId, result })
  folder = await mkdtemp(join(tmpdir(), 'residua-export-file-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
  await api?.[Symbol.asyncDispose]()
})

const write = (out: string, signal = new AbortController().signal) =>
  exportFile({ ...api.database, signal }, { request: REQUEST, out })

it('the export command writes the same bytes as the route', async () => {
  const out = join(folder, 'betas.csv')
  const seen: number[] = []
  const written = await exportFile(
    { ...api.database, signal: new AbortController().signal },
    { request: REQUEST, out, onProgress: (dates, of) => seen.push(dates, of) },
  )
  const { rawPayload } = await api.app.inject('/export/latest/all/betas.csv')
  expect((await readFile(out)).equals(rawPayload)).toBe(true)
  expect(written).toEqual({
    out,
    version: 1,
    runId,
    strategy: 'attention-longconv',
    dates: 30,
    bytes: rawPayload.length,
  })
  expect(seen).toEqual([30, 30])
  expect(await readdir(folder)).toEqual(['betas.csv'])
})

it('an interrupted or failed export leaves the previous file unchanged', async () => {
  const out = join(folder, 'kept.csv')
  await writeFile(out, 'before')
  await expect(write(out, AbortSignal.abort())).rejects.toThrow('stopped')
  await expect(write(join(folder, 'none', 'x.csv'))).rejects.toThrow('its folder does not exist')
  await expect(write(folder)).rejects.toThrow('it is a folder')
  expect(await readFile(out, 'utf8')).toBe('before')
  expect((await readdir(folder)).sort()).toEqual(['betas.csv', 'kept.csv'])
})
