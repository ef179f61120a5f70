import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ingestFiles } from '../../../src/data/dataset/ingest.js'
import { loadPanel } from '../../../src/data/dataset/load-panel.js'
import { Folder, messageOf, quietRows, toCsv } from '../../_util/market-files.js'

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())
let used = 0

const ALL = quietRows(['A', 'B', 'C'], '2019-12-20', '2020-01-14')
const ROWS = ALL.filter(({ date }) => date <= '2020-01-10')

async function stored() {
  const home = join(folder.path, `home${used++}`)
  const files = [folder.file(`f${used++}.csv`, toCsv(ROWS))]
  const { dataset } = await ingestFiles({ home, files })
  return { home, files, path: dataset.path }
}

/** Flips `count` bytes from `at` (a share of the file) on. */
function flip(path: string, at: number, count = 8): void {
  const bytes = readFileSync(path)
  const start = Math.floor(at * (bytes.length - count))
  for (let k = start; k < start + count; k++) bytes[k] ^= 0x55
  writeFileSync(path, bytes)
}

describe('a changed byte of a dataset folder', () => {
  it.each([
    ['prices-2019.parquet', 0.3],
    ['prices-2020.parquet', 0.7],
    ['quality.json', 0.5],
    ['manifest.json', 0.2],
    ['manifest.json', 0.8],
  ])('%s at %f of its length: the folder is not loaded', async (name, at) => {
    const { path } = await stored()
    flip(join(path, name), at, 1)
    const message = await messageOf(loadPanel(path))
    expect(message).toMatch(/^UserError: dataset folder .* is damaged: /)
    expect(message).toContain(`damaged: ${name} was changed`)
  })

  it('names the files to ingest again, and the same command writes the folder again', async () => {
    const { home, files, path } = await stored()
    const bytes = readFileSync(join(path, 'prices-2020.parquet'))
    flip(join(path, 'prices-2020.parquet'), 0.4)
    expect(await messageOf(loadPanel(path))).toMatch(
      /restore the folder from a backup, or ingest f\d+\.csv again under the same name/,
    )
    const again = await ingestFiles({ home, files, previous: path })
    expect(again.dataset.path).toBe(path)
    expect(readFileSync(join(path, 'prices-2020.parquet')).equals(bytes)).toBe(true)
    await loadPanel(path)
  })

  it('a file that is missing is named; the same command writes it again', async () => {
    const { home, files, path } = await stored()
    rmSync(join(path, 'prices-2019.parquet'))
    expect(await messageOf(loadPanel(path))).toContain('prices-2019.parquet cannot be read')
    await ingestFiles({ home, files })
    expect(readdirSync(path)).toContain('prices-2019.parquet')
  })

  it('a damaged version is not extended', async () => {
    const { home, path } = await stored()
    flip(join(path, 'prices-2020.parquet'), 0.5)
    const next = folder.file(
      `f${used++}.csv`,
      toCsv(ALL.filter(({ date }) => date >= '2020-01-10')),
    )
    const message = await messageOf(ingestFiles({ home, files: [next], previous: path }))
    expect(message).toContain('prices-2020.parquet was changed')
    expect(readdirSync(join(home, 'datasets'))).toHaveLength(1)
  })
})

it('a folder of a version without hashes is loaded', async () => {
  const { path } = await stored()
  const manifest = JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8'))
  const { files: _files, seal: _seal, ...older } = manifest
  writeFileSync(join(path, 'manifest.json'), JSON.stringify(older))
  expect((await loadPanel(path)).assets).toEqual(['A', 'B', 'C'])
})
