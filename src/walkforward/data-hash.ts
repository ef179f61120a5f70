import { createHash } from 'node:crypto'
import type { Bars, MarketView } from '../data/source.js'

/** What a strategy reads of the market that not every strategy reads. */
interface Reads {
  readonly withFactors?: boolean
  readonly withBars?: boolean
}

/**
 * What a training read, as a hash: dates, the assets that were ever in the universe or had a return,
 * and their returns, membership and characteristics; factor portfolios and bars where the strategy
 * reads them.
 * Assets that enter the dataset later add columns and change nothing; a restated price changes it.
 */
export function dataHashOf(
  view: MarketView,
  { withFactors = false, withBars = false }: Reads = {},
): string {
  const [nDates, nAssets] = [view.dates.length, view.assets.length]
  const columns = seenColumns(view)
  const names = view.characteristics.definitions.map(({ name }) => name)
  const hash = createHash('sha256')
  hash.update(JSON.stringify([view.dates, columns.map((i) => view.assets[i]), names]))

  const width = names.length
  const runs = runsOf(columns)
  const returns = new Float64Array(columns.length)
  const universe = new Uint8Array(columns.length)
  const ranks = new Float32Array(columns.length * width)
  for (let t = 0; t <= nDates; t++) {
    if (t < nDates) gather(returns, view.returns, runs, t * nAssets)
    else returns.fill(0)
    gather(universe, view.universe, runs, t * nAssets)
    gather(ranks, view.characteristics.values, runs, t * nAssets, width)
    hash.update(returns).update(universe).update(ranks)
  }
  if (withFactors && view.factors) {
    hash.update(JSON.stringify(view.factors.names)).update(view.factors.returns)
  }
  if (withBars && view.bars) for (const row of barRows(view, view.bars, columns)) hash.update(row)
  return hash.digest('hex')
}

/** Each date's bars of the columns, in one reused array. */
function* barRows(
  { dates, assets }: MarketView,
  { values }: Bars,
  columns: readonly number[],
): Generator<Float32Array> {
  const width = values.length / ((dates.length + 1) * assets.length)
  const runs = runsOf(columns)
  const row = new Float32Array(columns.length * width)
  for (let t = 0; t <= dates.length; t++) {
    gather(row, values, runs, t * assets.length, width)
    yield row
  }
}

/** Neighbouring columns, which are copied at once. */
interface Run {
  readonly from: number
  readonly to: number
  /** How many columns come before. */
  readonly at: number
}

function runsOf(columns: readonly number[]): Run[] {
  const starts = columns.flatMap((column, at) => (column - 1 === columns[at - 1] ? [] : [at]))
  return starts.map((at, k) => {
    const from = columns[at] ?? 0
    return { from, to: from + (starts[k + 1] ?? columns.length) - at, at }
  })
}

/** The values of runs of columns, `width` for each, of the row whose first cell is `row`. */
function gather<A extends Float32Array | Float64Array | Uint8Array>(
  to: A,
  values: A,
  runs: readonly Run[],
  row: number,
  width = 1,
): void {
  for (const run of runs) {
    to.set(values.subarray((row + run.from) * width, (row + run.to) * width), run.at * width)
  }
}

function seenColumns({ assets, dates, universe, returns }: MarketView): number[] {
  const seen = new Uint8Array(assets.length)
  for (let t = 0; t <= dates.length; t++) {
    for (let i = 0; i < assets.length; i++) {
      const cell = t * assets.length + i
      if (universe[cell] === 1 || (t < dates.length && !Number.isNaN(returns[cell]))) seen[i] = 1
    }
  }
  return Array.from(seen.keys()).filter((i) => seen[i] === 1)
}
