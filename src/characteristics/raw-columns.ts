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
import { byAsset } from './transpose.js'

/** Raw values by asset, `[N, T − base]`, of the panel's rows from `base` on; right from `since` on. */
export interface RawColumn {
  readonly source: ComputedSource
  readonly base: number
  readonly values: Float64Array
}

/** Raw values of each source in turn, in one reused array, for the panel's rows from `since` on. */
export function* rawColumns(
  input: MarketInput,
  sources: readonly ComputedSource[],
  since: number,
): Generator<RawColumn> {
  const { assets, dates } = input.panel
  const start = { since, reach: reachOf(sources) }
  const base = firstRowRead(start)
  const histories = assetHistories(input, start)
  const values = new Float64Array((dates.length - base) * assets.length)
  for (const source of sources) {
    fill(values, source, { histories, base, assetCount: assets.length })
    yield { source, base, values }
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
  readonly assetCount: number
}

function fill(
  values: Float64Array,
  source: ComputedSource,
  { histories, base, assetCount }: Filling,
): void {
  const rows = values.length / assetCount
  if (source.kind === 'supplied') {
    values.set(byAsset(source.supplied.values.subarray(base * assetCount), assetCount))
    for (let i = 0; i < assetCount; i++) {
      carryLast(values.subarray(i * rows, (i + 1) * rows), CARRY_DATES)
    }
    return
  }
  values.fill(Number.NaN)
  histories.forEach((history, i) => {
    if (!history) return
    const column = source.definition.compute(history)
    carryLast(column, carryOf(source))
    values.set(column, i * rows + history.firstRow - base)
  })
}
