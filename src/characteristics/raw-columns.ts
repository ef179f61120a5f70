import { CARRY_DATES, carryLast } from './carry.js'
import {
  type AssetHistory,
  assetHistories,
  firstRowRead,
  type HistoryStart,
  type MarketInput,
  type Reach,
} from './history.js'
import type { ComputedSource } from './sources.js'
import { type AssetRange, byAsset } from './transpose.js'

/** Raw values by asset, `[N, T − base]`, of the panel's rows from `base` on; right from `since` on. */
export interface RawColumn {
  readonly source: ComputedSource
  readonly base: number
  readonly values: Float64Array
}

/** Bytes of raw values that are computed at once. */
const TOGETHER_BYTES = 768 * 2 ** 20

/** Assets whose histories are in memory at once. */
const RANGE_ASSETS = 256

/**
 * Raw values of each source in turn, in reused arrays, for the panel's rows from `since` on. The histories of
 * some assets at a time serve as many sources as memory allows.
 */
export function* rawColumns(
  input: MarketInput,
  sources: readonly ComputedSource[],
  since: number,
  bytes = TOGETHER_BYTES,
): Generator<RawColumn> {
  const { assets, dates } = input.panel
  const start = { since, reach: reachOf(sources) }
  const base = firstRowRead(start)
  const length = (dates.length - base) * assets.length
  const together = Math.max(1, Math.floor(bytes / Math.max(1, 8 * length)))
  const columns = sources.slice(0, together).map(() => new Float64Array(length))
  for (let at = 0; at < sources.length; at += together) {
    const some = sources.slice(at, at + together)
    fillColumns(columns, some, input, start)
    for (const [k, source] of some.entries()) yield { source, base, values: columns[k] }
  }
}

function fillColumns(
  columns: readonly Float64Array[],
  sources: readonly ComputedSource[],
  input: MarketInput,
  start: HistoryStart,
): void {
  const { assets } = input.panel
  const base = firstRowRead(start)
  for (let from = 0; from < assets.length; from += RANGE_ASSETS) {
    const range = { from, to: Math.min(from + RANGE_ASSETS, assets.length) }
    const histories = assetHistories(input, start, range)
    const filling = { histories, base, range, assetCount: assets.length }
    for (const [k, source] of sources.entries()) fill(columns[k], source, filling)
  }
}

/** What sources need that are computed together: their blocks are all multiples of each other. */
function reachOf(sources: readonly ComputedSource[]): HistoryStart['reach'] {
  const reaches = sources.map((source) => ({ ...sourceReach(source), carry: carryOf(source) }))
  return {
    dates: Math.max(0, ...reaches.map(({ dates, carry }) => dates + carry)),
    block: Math.max(1, ...reaches.map(({ block }) => block)),
  }
}

export function sourceReach(source: ComputedSource): Reach {
  return source.kind === 'built-in' ? source.definition.reach : { dates: 0, block: 1 }
}

function carryOf(source: ComputedSource): number {
  return source.kind === 'built-in' ? (source.definition.carry ?? CARRY_DATES) : CARRY_DATES
}

interface Filling {
  readonly histories: readonly (AssetHistory | null)[]
  readonly base: number
  readonly range: AssetRange
  readonly assetCount: number
}

/** Writes the values of a range of assets. */
function fill(
  column: Float64Array,
  source: ComputedSource,
  { histories, base, range, assetCount }: Filling,
): void {
  const rows = column.length / assetCount
  const values = column.subarray(range.from * rows, range.to * rows)
  if (source.kind === 'supplied') {
    values.set(byAsset(source.supplied.values.subarray(base * assetCount), assetCount, range))
    for (let i = 0; i < histories.length; i++) {
      carryLast(values.subarray(i * rows, (i + 1) * rows), CARRY_DATES)
    }
    return
  }
  values.fill(Number.NaN)
  histories.forEach((history, i) => {
    if (!history) return
    const computed = source.definition.compute(history)
    carryLast(computed, carryOf(source))
    values.set(computed, i * rows + history.firstRow - base)
  })
}
