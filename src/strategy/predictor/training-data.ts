import type { MarketView } from '../../data/source.js'
import { lowerBound } from '../../lib/dates.js'
import { UserError } from '../../lib/errors.js'
import type { DateRange } from '../../results.js'
import { untargetedDates } from '../../training/horizon-returns.js'
import { labels } from '../../training/labels.js'
import { DISPERSION_MINIMUM_DATES } from '../../training/published-units.js'
import type { TargetSettings } from './settings.js'
import { withheldColumns } from './withheld.js'

/** What a predictor learns from: the targets of rows `first … end − 1`, and T rows before each. */
export interface PredictorData {
  readonly view: MarketView
  /** `[end + …, N]`, NaN where there is no target. */
  readonly labels: Float32Array
  readonly first: number
  readonly end: number
  /** T */
  readonly lookback: number
}

/**
 * The train range from its first date with targets on. Targets that end after it are cut; nothing of
 * later dates is read.
 */
export function predictorData(
  view: MarketView,
  range: DateRange,
  { label: kind, horizon, labelLag, withheldNames }: TargetSettings,
  { lookback, datesPerStep = 1 }: { readonly lookback: number; readonly datesPerStep?: number },
): PredictorData {
  const rows = view.dates.findLastIndex((date) => date <= range.to) + 1
  const market = {
    returns: view.returns.subarray(0, rows * view.assets.length),
    universe: view.universe.subarray(0, (rows + 1) * view.assets.length),
  }
  const targets = labels(market, { kind, horizon, labelLag })
  withhold(targets, view.assets.length, withheldColumns(view, range, withheldNames))
  const from = Math.max(lowerBound(view.dates, range.from), lookback - 1)
  const first = firstLabelled(targets, view.assets.length, from)
  if (targets.every(Number.isNaN)) throw noCrossSection(range)
  const end = rows - untargetedDates({ horizon, labelLag })
  assertEnough(end - first, range, Math.max(datesPerStep, DISPERSION_MINIMUM_DATES))
  return { view, labels: targets, first, end, lookback }
}

/** Takes the targets of some columns out, in place. */
function withhold(targets: Float32Array, assetCount: number, columns: Int32Array): void {
  for (const column of columns) {
    for (let cell = column; cell < targets.length; cell += assetCount) targets[cell] = Number.NaN
  }
}

function firstLabelled(targets: Float32Array, assetCount: number, from: number): number {
  const cell = targets.findIndex((target, i) => i >= from * assetCount && !Number.isNaN(target))
  return cell < 0 ? Number.POSITIVE_INFINITY : Math.floor(cell / assetCount)
}

function noCrossSection({ from, to }: DateRange): UserError {
  return new UserError(
    `no date up to ${to} has returns of two names of its universe, and a predictor learns from the differences ` +
      `between names: add prices or members to the dataset, or take another train range than ${from} to ${to}`,
  )
}

function assertEnough(dates: number, { from, to }: DateRange, needed: number): void {
  if (dates >= needed) return
  throw new UserError(
    `${Math.max(0, dates)} trading dates with a return to learn in ${from} to ${to}, after the first ` +
      `lookback; a predictor needs ${needed}: take a longer train range, or a smaller lookback (of ridge: smaller lags), horizon or datesPerStep`,
  )
}
