import type { CharacteristicPanel, Panel } from '../data/panel.js'
import { freeUnreferenced } from '../lib/free-unreferenced.js'
import { sharedFloat32 } from '../lib/shared-arrays.js'
import { cachedColumns } from './cached-columns.js'
import {
  type ColumnStore,
  type KeptColumn,
  type PackedColumn,
  rowStarts,
  universeCells,
  unpack,
} from './column-store.js'
import type { MarketInput } from './history.js'
import { rawColumns, sourceReach } from './raw-columns.js'
import { sectorIndices } from './sectors.js'
import { type CharacteristicSelection, STANDARD } from './selection.js'
import { type ComputedSource, isComputed, type Source, sourcesOf } from './sources.js'
import { writeColumn, writeSectors } from './write-column.js'

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
  const columns = completeColumns(inputs, sources.filter(isComputed))
  const length = (panel.dates.length + 1) * panel.assets.length * sources.length
  freeUnreferenced(4 * length) // what computed the columns takes about as much as the values
  const values = sharedFloat32(length)
  unpackColumns(columns, sources, values)
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

/** Columns whose values lie one after the other, over the cells of the universe. */
interface Columns {
  readonly cells: Int32Array
  read(source: ComputedSource): Float32Array
}

/** A source whose column lacks the rows after the panel's row `since`. */
interface Missing {
  readonly source: ComputedSource
  readonly since: number
}

/** Computes what the store lacks of the columns. */
function completeColumns(inputs: ComputeInputs, sources: readonly ComputedSource[]): Columns {
  const { panel, universe, onProgress } = inputs
  const cells = universeCells(universe)
  const rowCount = panel.dates.length + 1
  const store = cachedColumns(inputs.store, rowCount)
  const shared = { ...inputs, store, starts: rowStarts(universe, panel.assets.length) }
  const missing = sources.flatMap((source): Missing[] => {
    const rows = store.read(source)?.rows ?? 0
    return rows < rowCount ? [{ source, since: Math.max(0, rows - 1) }] : []
  })
  let done = sources.length - missing.length
  const onColumn = () => onProgress?.(++done, sources.length)
  for (const together of groupsOf(missing)) computeTogether(shared, together, onColumn)
  return {
    cells,
    read(source) {
      const kept = store.read(source)
      if (kept?.rows === rowCount) return kept.values
      // its file was damaged or removed meanwhile
      return computeTogether(shared, [{ source, since: 0 }])
    },
  }
}

/** Columns of the same rows and blocks: their histories are cut once. */
function groupsOf(missing: readonly Missing[]): Missing[][] {
  const groups = new Map<string, Missing[]>()
  for (const column of missing) {
    const key = `${column.since} ${sourceReach(column.source).block}`
    groups.set(key, [...(groups.get(key) ?? []), column])
  }
  return [...groups.values()]
}

interface Computing extends ComputeInputs {
  readonly store: ColumnStore
  /** `[T + 2]` where each row's cells begin among the cells of the universe. */
  readonly starts: Int32Array
}

/** Computes and keeps columns; returns the last one. */
function computeTogether(
  inputs: Computing,
  columns: readonly Missing[],
  onColumn: () => void = () => {},
): Float32Array {
  const { store, starts, universe } = inputs
  const [{ since }] = columns
  const sources = columns.map(({ source }) => source)
  let latest: Float32Array = new Float32Array()
  for (const raw of rawColumns(inputs, sources, since)) {
    const known = since > 0 ? store.read(raw.source) : null
    const values = begun(known, starts, since)
    writeColumn(values, raw, universe, { since, start: starts[since + 1] })
    store.write(raw.source, values)
    latest = values
    onColumn()
  }
  return latest
}

/** A column with the rows that are known, up to the one after the panel's row `since`. */
function begun(kept: KeptColumn | null, starts: Int32Array, since: number): Float32Array {
  const values = new Float32Array(starts[starts.length - 1])
  if (kept) values.set(kept.values.subarray(0, starts[since + 1]))
  return values
}

/** Bytes of columns that are written side by side, and how many are at most. */
const TOGETHER_BYTES = 256 * 2 ** 20
const MOST_TOGETHER = 8

function unpackColumns(
  { cells, read }: Columns,
  sources: readonly Source[],
  values: Float32Array,
): void {
  const together = Math.floor(TOGETHER_BYTES / Math.max(1, 4 * cells.length))
  const step = Math.min(MOST_TOGETHER, Math.max(1, together))
  const computed = sources.flatMap((source, column) =>
    isComputed(source) ? [{ source, column }] : [],
  )
  for (let at = 0; at < computed.length; at += step) {
    const some = computed
      .slice(at, at + step)
      .map(({ source, column }): PackedColumn => ({ packed: read(source), column }))
    unpack(some, cells, { values, width: sources.length })
  }
}
