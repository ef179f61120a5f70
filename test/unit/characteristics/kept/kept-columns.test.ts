import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { ColumnStore } from '../../../../src/characteristics/column-store.js'
import {
  type ColumnFile,
  readColumnFile,
  writeColumnFile,
} from '../../../../src/characteristics/kept/column-file.js'
import { keptColumns } from '../../../../src/characteristics/kept/kept-columns.js'
import { marketBase, withCharacteristics } from '../../../../src/characteristics/market-data.js'
import { sweepDatasets } from '../../../../src/data/dataset/folder.js'
import type { CharacteristicPanel, Panel } from '../../../../src/data/panel.js'
import { syntheticMarket } from '../../../../src/data/synthetic/synthetic-market.js'
import { sha256 } from '../../../../src/lib/hash.js'
import { bytesOf } from '../../../../src/lib/summed-file.js'
import { Folder } from '../../../_util/market-files.js'

const FIELDS = ['open', 'high', 'low', 'close', 'adjClose', 'volume'] as const
const FEW = ['Beta', 'SUV', 'trendFit20', 'mine']
const ALL = ['extended', 'sequence', 'bars', 'sector', 'mine']

const { panel: market } = syntheticMarket({ assets: 6, from: '2009-01-02', to: '2020-12-31' })
const [N, T] = [market.assets.length, market.dates.length]
/** With a characteristic of the user, and an asset whose first price comes late. */
const LISTED = T - 40
const panel: Panel = {
  ...withPrices(market, (t, i, value) => (i === 3 && t < LISTED ? Number.NaN : value)),
  supplied: [
    { name: 'Own one', group: 'mine', values: Float32Array.from(market.volume, (v) => v % 7) },
  ],
}

const FRESH = fresh(panel)
const FRESH_FEW = fresh(panel, FEW)

const home = new Folder()
afterAll(() => home[Symbol.dispose]())

describe('kept characteristics', () => {
  it.each([
    ['a day', T - 1],
    ['some weeks with a new listing', LISTED - 3],
    ['years', 1400],
    ['all but the first dates', 3],
  ])('are extended by %s with the bits of a computation of all dates', (name, cut) => {
    const [v1, v2] = versions(name)
    computed(withoutColumn(panelTo(panel, cut), cut < LISTED ? 3 : -1), v1)
    const kept = columnFiles(v1)
    expect(kept.length).toBe(18 + 4 + 20 + 5 + 1)
    expect(computed(panel, v2)).toBe(FRESH)
    expect(columnFiles(v2)).toEqual(kept)
    expect(columnFiles(v1)).toEqual([]) // its rows are in the files of the later version
    expect(computed(panel, v2)).toBe(FRESH) // read back whole
  })

  it('are read, not computed again', () => {
    const [v1, v2] = versions('read')
    computed(panelTo(panel, T - 5), v1, { include: FEW })
    const path = columnPath(v1, 'Beta')
    writeColumnFile(path, { ...fileAt(path), values: fileAt(path).values.fill(9) })
    expect(computed(panelTo(panel, T - 5), v1, { include: FEW })).not.toBe(
      fresh(panelTo(panel, T - 5), FEW),
    )
    expect(computed(panel, v2, { include: FEW })).not.toBe(FRESH_FEW)
    expect(fileAt(columnPath(v2, 'Beta')).values.indexOf(9)).toBe(0)
    expect(fileAt(columnPath(v2, 'Beta')).values.at(-1)).not.toBe(9)
  })

  const CORRECTED = 1700
  it.each<[string, Panel]>([
    ['a price', withPrices(panel, (t, i, v) => (t === CORRECTED && i === 1 ? 1.1 * v : v))],
    [
      'a removed row',
      withPrices(panel, (t, i, v) => (t === CORRECTED && i === 1 ? Number.NaN : v)),
    ],
    ['a volume', { ...panel, volume: panel.volume.with(CORRECTED * N + 2, 5) }],
    ['a member', { ...panel, members: panel.members.with(CORRECTED * N + 2, 0) }],
    ['a supplied value', withSupplied(CORRECTED * N + 2, 100)],
  ])('are computed again from the date on which %s was corrected', (name, corrected) => {
    const [v1, v2] = versions(`corrected ${name}`)
    computed(panel, v1, { include: FEW })
    const expected = fresh(corrected, FEW)
    expect(expected).not.toBe(FRESH_FEW)
    expect(computed(corrected, v2, { include: FEW })).toBe(expected)
  })

  it.each([
    ['cut off', (path: string) => truncateSync(path, 5000)],
    ['empty', (path: string) => truncateSync(path, 0)],
    [
      'with another byte',
      (path: string) => {
        const bytes = readFileSync(path)
        bytes[bytes.length - 9] ^= 4
        writeFileSync(path, bytes)
      },
    ],
  ])('that are %s are computed again, with a line', (name, damage) => {
    const [v1] = versions(name)
    computed(panel, v1, { include: FEW })
    const whole = readFileSync(columnPath(v1, 'trendFit20'))
    damage(columnPath(v1, 'trendFit20'))
    const lines: string[] = []
    expect(computed(panel, v1, { include: FEW, lines })).toBe(FRESH_FEW)
    expect(lines).toEqual([expect.stringMatching(/trendFit20\.column cannot be used .*SHA-256/)])
    expect(readFileSync(columnPath(v1, 'trendFit20')).equals(whole)).toBe(true)
  })

  it('that other code computed are computed again', () => {
    const [v1] = versions('code')
    computed(panel, v1, { include: FEW })
    const path = columnPath(v1, 'Beta')
    writeColumnFile(path, { ...fileAt(path), code: 'earlier', values: fileAt(path).values.fill(9) })
    expect(computed(panel, v1, { include: FEW })).toBe(FRESH_FEW)
  })

  it('may be written by two at once, and be left half-written by one that is killed', async () => {
    const [v1] = versions('both')
    const [first, second] = [0, 1].map(() => storeOf(panel, v1))
    const selection = { include: FEW, exclude: [] }
    const of = (store: ColumnStore) =>
      bits(withCharacteristics(marketBase(panel), { selection, store }).characteristics)
    const writing: ColumnStore = {
      read: first.read,
      write(source, values) {
        of(second)
        return first.write(source, values)
      },
    }
    expect(of(writing)).toBe(FRESH_FEW)
    const leftover = join(v1, 'kept', '.new-99999999-half')
    writeFileSync(leftover, 'residua-column 1\n')
    expect(computed(panel, v1, { include: FEW })).toBe(FRESH_FEW)
    expect(await sweepDatasets(home.path)).toBe(1)
    expect(existsSync(leftover)).toBe(false)
  })

  it('that cannot be written are computed each time, with a line', () => {
    const [v1] = versions('full disk')
    writeFileSync(join(v1, 'kept'), 'a file where the folder should be')
    const lines: string[] = []
    expect(computed(panel, v1, { include: FEW, lines })).toBe(FRESH_FEW)
    expect(lines.join('\n')).toMatch(/characteristics could not be kept \(Beta\)/)
  })
})

describe('a market without characteristics', () => {
  it('has the names of the standard ones, and no values', () => {
    const { characteristics } = withCharacteristics(marketBase(panel), { selection: 'none' })
    const standard = withCharacteristics(marketBase(panel)).characteristics
    expect(characteristics.definitions).toEqual(standard.definitions)
    expect(characteristics.values.length).toBe(0)
  })
})

/** The bits of all characteristics; comparing a million numbers one by one takes long. */
function bits({ definitions, values }: CharacteristicPanel): string {
  return JSON.stringify([definitions, values.length, sha256(bytesOf(values))])
}

function fresh(of: Panel, include = ALL): string {
  const selection = { include, exclude: [] }
  return bits(withCharacteristics(marketBase(of), { selection }).characteristics)
}

function computed(of: Panel, folder: string, { include = ALL, lines = [] as string[] } = {}) {
  const selection = { include, exclude: [] }
  const store = storeOf(of, folder, lines)
  return bits(withCharacteristics(marketBase(of), { selection, store }).characteristics)
}

function storeOf(of: Panel, folder: string, lines: string[] = []) {
  const { arrays } = marketBase(of)
  return keptColumns({ ...arrays, panel: of }, { folder, log: (line) => lines.push(line) })
}

/** Folders of two versions of a dataset, the second of which extends the first. */
function versions(name: string): [string, string] {
  const folders: [string, string] = [`${name} 1`, `${name} 2`].map((version, k) => {
    const folder = join(home.path, 'datasets', version)
    mkdirSync(folder, { recursive: true })
    const manifest = { previous: k === 0 ? null : `${name} 1` }
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest))
    return folder
  }) as [string, string]
  return folders
}

function fileAt(path: string): ColumnFile {
  const file = readColumnFile(path)
  if (typeof file === 'string') throw new Error(`${path} is ${file}`)
  return file
}

function columnPath(folder: string, name: string): string {
  return join(folder, 'kept', `${name}.column`)
}

function columnFiles(folder: string): string[] {
  return readdirSync(join(folder, 'kept')).sort()
}

function panelTo(of: Panel, end: number): Panel {
  const fields = FIELDS.map((field) => [field, of[field].subarray(0, end * N)])
  return {
    ...of,
    ...Object.fromEntries(fields),
    dates: of.dates.slice(0, end),
    nextDate: of.dates[end] ?? of.nextDate,
    members: of.members.subarray(0, (end + 1) * N),
    supplied: of.supplied.map((one) => ({ ...one, values: one.values.subarray(0, end * N) })),
  }
}

/** Without one asset's column, as before the asset was listed; `-1` for none. */
function withoutColumn(of: Panel, column: number): Panel {
  if (column < 0) return of
  const keep = <A extends Float64Array | Float32Array | Uint8Array>(values: A) =>
    values.filter((_, cell) => cell % N !== column) as A
  return {
    ...of,
    ...Object.fromEntries(FIELDS.map((field) => [field, keep(of[field])])),
    assets: of.assets.filter((_, i) => i !== column),
    names: of.names.filter((_, i) => i !== column),
    sectors: of.sectors.filter((_, i) => i !== column),
    members: keep(of.members),
    supplied: of.supplied.map((one) => ({ ...one, values: keep(one.values) })),
  }
}

function withPrices(of: Panel, value: (t: number, i: number, value: number) => number): Panel {
  const changed = (field: Float64Array) =>
    field.map((v, cell) => value(Math.floor(cell / N), cell % N, v))
  return { ...of, ...Object.fromEntries(FIELDS.map((field) => [field, changed(of[field])])) }
}

function withSupplied(cell: number, value: number): Panel {
  return {
    ...panel,
    supplied: panel.supplied.map((s) => ({ ...s, values: s.values.with(cell, value) })),
  }
}
