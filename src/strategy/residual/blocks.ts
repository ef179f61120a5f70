import * as tf from '@tensorflow/tfjs'
import type { MarketView } from '../../data/source.js'
import { filled } from '../../tensor/filled.js'
import type { BlockDates } from '../../training/blocks.js'
import { marketOfBlock } from '../block-market.js'
import { tradedLength, tradedReturn } from '../traded-axis.js'
import { type FactorTensors, factorTensors } from './factor-tensors.js'
import type { DatedFactors } from './rolling-pca.js'
import type { RollingResiduals } from './rolling-residuals.js'

/**
 * What one training step of a policy sees: D days of the n assets that a factor model covers or
 * trades on any of them. Nothing of it is learnt.
 */
export interface ResidualBlock extends FactorTensors {
  /** `[D, n]`, 0 where not covered. */
  readonly residuals: tf.Tensor2D
  /** `[D, n]`, 0 where missing. */
  readonly returns: tf.Tensor2D
  /** `[D − L, n]`, 1 where covered on that day and on each of the L before. */
  readonly tradable: tf.Tensor2D
  /** `[n]`, 1 where covered on each of the last D − L days. */
  readonly present: tf.Tensor1D
  /** `[D − L − 1 − lag]`, the market on the days that count. */
  readonly market: tf.Tensor1D
}

/** Gathers a block; `firstDay` is a row of the view. */
export function residualBlockOf(
  view: MarketView,
  panel: RollingResiduals,
  dates: BlockDates,
): ResidualBlock {
  const { firstDay, days, lookback } = dates
  const steps = days - lookback
  const opening = firstDay + lookback - panel.firstRow
  const factors = Array.from({ length: steps }, (_, step) => panel.factorsOf(opening + step))
  const columns = columnsOf(view, panel, dates, factors)
  const n = columns.length
  const cells: Cells = (visit) => visitCells(days, n, visit)
  const residualOf = residualsOf(view, panel, { firstDay, columns })
  return {
    residuals: filled([days, n], (values) =>
      cells((day, i, to) => {
        const residual = residualOf(day, i)
        if (!Number.isNaN(residual)) values[to] = residual
      }),
    ),
    returns: filled([days, n], (values) =>
      cells((day, i, to) => {
        const value = tradedReturn(view, firstDay + day, columns[i])
        if (!Number.isNaN(value)) values[to] = value
      }),
    ),
    ...factorTensors(factors, columns),
    ...coverage(cells, dates, n, (day, i) => !Number.isNaN(residualOf(day, i))),
    market: tf.tensor1d(marketOfBlock(view, dates)),
  }
}

/** Calls back for each cell of a block, dates first. */
type Cells = (visit: (day: number, i: number, to: number) => void) => void

function visitCells(
  days: number,
  n: number,
  visit: (day: number, i: number, to: number) => void,
): void {
  for (let day = 0; day < days; day++) {
    for (let i = 0; i < n; i++) visit(day, i, day * n + i)
  }
}

/** The panel's residual of a cell, NaN where not covered. */
function residualsOf(
  view: MarketView,
  { residuals, firstRow }: RollingResiduals,
  { firstDay, columns }: { readonly firstDay: number; readonly columns: Int32Array },
): (day: number, i: number) => number {
  const width = tradedLength(view)
  return (day, i) => residuals[(firstDay + day - firstRow) * width + columns[i]]
}

/** Which assets are covered without a gap: over each lookback, and on all days that count. */
function coverage(
  cells: Cells,
  { days, lookback }: BlockDates,
  n: number,
  isCovered: (day: number, i: number) => boolean,
): Pick<ResidualBlock, 'tradable' | 'present'> {
  const steps = days - lookback
  const present = new Float32Array(n)
  const streaks = new Int32Array(n)
  const tradable = filled<tf.Tensor2D>([steps, n], (values) =>
    cells((day, i, to) => {
      streaks[i] = isCovered(day, i) ? streaks[i] + 1 : 0
      if (day >= lookback && streaks[i] > lookback) values[to - lookback * n] = 1
      if (day === days - 1 && streaks[i] >= steps) present[i] = 1
    }),
  )
  return { tradable, present: tf.tensor1d(present) }
}

/** Ascending columns covered on any of the days, or traded by the factors of the last of them. */
function columnsOf(
  view: MarketView,
  panel: RollingResiduals,
  { firstDay, days }: BlockDates,
  factors: readonly DatedFactors[],
): Int32Array {
  const width = tradedLength(view)
  const seen = new Uint8Array(width)
  for (let day = 0; day < days; day++) {
    const row = (firstDay + day - panel.firstRow) * width
    for (let i = 0; i < width; i++) if (!Number.isNaN(panel.residuals[row + i])) seen[i] = 1
  }
  for (const { universe } of factors) {
    for (const column of universe) if (column >= view.assets.length) seen[column] = 1
  }
  return Int32Array.from(seen.keys()).filter((column) => seen[column] === 1)
}
