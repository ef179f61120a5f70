import type { CharacteristicPanel, Panel } from '../data/panel.js'
import { sharedFloat32 } from '../lib/shared-arrays.js'
import {
  type ColumnStore,
  type KnownColumn,
  packed,
  universeCells,
  unpack,
} from './column-store.js'
import type { MarketInput } from './history.js'
import { rawColumns, sourceReach } from './raw-columns.js'
import { sectorIndices } from './sectors.js'
import { type CharacteristicSelection, STANDARD } from './selection.js'
import { type ComputedSource, isComputed, type Source, sourcesOf } from './sources.js'
import { type Column, writeColumn, writeSectors } from './write-column.js'

export interface ComputeInputs extends MarketInput {
  readonly universe: Uint8Array
  /** Which of them; the standard ones by default. */
  readonly selection?: CharacteristicSelection
  /** Columns of earlier computations; none by default. */
  readonly store?: ColumnStore
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * Selected characteristics `[T + 1, N, M]`: built-in ones, supplied ones, and one indicator per sector.
 *
 * Row t is known at the close of t−1: a value of date t−1, or the last of the 252 dates before it (5
 * for the sequence features), ranked over the universe of t to (−0.5, 0.5]; 0, the median, where there
 * is none, and outside the universe. Sector indicators are 1 or 0; bars keep their own scale. Rows that
 * the store has are read; the others are computed, with the same bits, and kept in it.
 */
export function characteristics(inputs: ComputeInputs): CharacteristicPanel {
  const { panel, universe, selection = STANDARD } = inputs
  const sources = sourcesOf(panel, selection)
  const values = sharedFloat32((panel.dates.length + 1) * panel.assets.length * sources.length)
  computeColumns(inputs, columnsOf(sources, values))
  const sectors = sources.flatMap((source, column) =>
    source.kind === 'sector' ? [{ ...source, column }] : [],
  )
  const sectorOf = sectorIndices(panel.sectors)
  if (sectors.length > 0) {
    writeSectors(values, sectors, { universe, sectorOf, width: sources.length })
  }
  return { definitions: definitionsOf(sources), values }
}

/** The names of a selection without values, for strategies that read none. */
export function namedCharacteristics(
  panel: Panel,
  selection: CharacteristicSelection = STANDARD,
): CharacteristicPanel {
  return { definitions: definitionsOf(sourcesOf(panel, selection)), values: sharedFloat32(0) }
}

function definitionsOf(sources: readonly Source[]): CharacteristicPanel['definitions'] {
  return sources.map(({ name, group }) => ({ name, group }))
}

/** A column and its source. */
interface SourceColumn extends Column {
  readonly source: ComputedSource
}

function columnsOf(sources: readonly Source[], values: Float32Array): SourceColumn[] {
  const width = sources.length
  return sources.flatMap((source, column) =>
    isComputed(source) ? [{ source, values, column, width }] : [],
  )
}

/** A column whose rows after the panel's row `since` are missing. */
interface MissingColumn extends SourceColumn {
  readonly since: number
}

/** Reads the known rows of the columns and computes the others. */
function computeColumns(inputs: ComputeInputs, columns: readonly SourceColumn[]): void {
  const { panel, universe, store, onProgress } = inputs
  const cells = store ? universeCells(universe) : new Int32Array()
  const missing: MissingColumn[] = []
  for (let at = 0; at < columns.length; at += READ_TOGETHER) {
    const some = columns.slice(at, at + READ_TOGETHER)
    const rows = store ? readRows(some, store, cells, panel) : some.map(() => 0)
    some.forEach((column, k) => {
      if (rows[k] <= panel.dates.length)
        missing.push({ ...column, since: Math.max(0, rows[k] - 1) })
    })
  }
  let done = columns.length - missing.length
  const onColumn = (column: MissingColumn) => {
    store?.write(column.source, packed(column, cells))
    onProgress?.(++done, columns.length)
  }
  for (const together of groupsOf(missing)) computeTogether(inputs, together, onColumn)
}

/** How many kept columns are in memory at once. */
const READ_TOGETHER = 8

/** Writes the known first rows of the columns; returns how many of the `T + 1` they are of each. */
function readRows(
  columns: readonly SourceColumn[],
  store: ColumnStore,
  cells: Int32Array,
  { dates, assets }: Panel,
): number[] {
  const kept = columns.map(({ source }) => store.read(source))
  const known = columns.flatMap((column, k): KnownColumn[] => {
    const { rows, values } = kept[k] ?? {}
    if (!rows || !values) return []
    const isWhole = rows > dates.length
    const count = isWhole ? cells.length : countBelow(cells, rows * assets.length)
    return [{ ...column, known: values, count }]
  })
  unpack(known, cells)
  return kept.map((column) => column?.rows ?? 0)
}

function countBelow(cells: Int32Array, end: number): number {
  const first = cells.findIndex((cell) => cell >= end)
  return first < 0 ? cells.length : first
}

/** Columns of the same rows and blocks: their histories are cut once. */
function groupsOf(missing: readonly MissingColumn[]): MissingColumn[][] {
  const groups = new Map<string, MissingColumn[]>()
  for (const column of missing) {
    const key = `${column.since} ${sourceReach(column.source).block}`
    groups.set(key, [...(groups.get(key) ?? []), column])
  }
  return [...groups.values()]
}

function computeTogether(
  inputs: ComputeInputs,
  columns: readonly MissingColumn[],
  onColumn: (column: MissingColumn) => void,
): void {
  const [{ since }] = columns
  const sources = columns.map(({ source }) => source)
  let at = 0
  for (const raw of rawColumns(inputs, sources, since)) {
    const column = columns[at++]
    writeColumn(column, raw, inputs.universe, since)
    onColumn(column)
  }
}
