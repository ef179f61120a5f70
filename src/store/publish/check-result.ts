import { AppError } from '../../lib/errors.js'
import { isFactorSymbol } from '../../lib/factor-symbols.js'
import type { DayResult, SplitResult } from '../../results.js'

/** A result that must not be published; the message names split, date and asset. */
export class InvalidResultError extends AppError {
  override readonly name = 'InvalidResultError'
}

/** How far `Σ|w|` of a book may be from 1. */
export const BOOK_TOLERANCE = 1e-6

/** Throws unless a result is whole: dates in order and in range, books normalised, no stray NaN. */
export function checkResult(result: SplitResult): void {
  const { split, days } = result
  if (days.length === 0) throw invalid(result, 'has no dates')
  days.forEach((day, d) => {
    const { date } = day
    if (date < split.test.from || date > split.test.to) {
      throw invalid(result, `${date} is outside ${split.test.from} … ${split.test.to}`)
    }
    if (d > 0 && date <= days[d - 1].date) {
      throw invalid(result, `${date} does not follow ${days[d - 1].date}`)
    }
    if (!day.realised && !(split.live && d === days.length - 1)) {
      throw invalid(result, `${date} has no returns, and is not the last date of a live split`)
    }
    checkDay(result, day)
  })
}

function checkDay(result: SplitResult, day: DayResult): void {
  checkUniverse(result, day)
  checkShapes(result, day)
  checkFinite(result, day, 'factor weight', day.factorWeights)
  checkFinite(result, day, 'beta', day.betas)
  checkFinite(result, day, 'asset weight', day.assetWeights)
  checkBook(result, day)
  checkRealised(result, day)
}

function checkUniverse(result: SplitResult, { date, universe }: DayResult): void {
  let before = -1
  for (const column of universe) {
    if (column <= before || column >= result.assets.length) {
      throw invalid(result, `${date}: the universe has column ${column} after ${before}`)
    }
    before = column
  }
}

function checkShapes(result: SplitResult, day: DayResult): void {
  const [n, factors] = [day.universe.length, result.factorCount]
  const left = factors > 0 ? n : 0
  const shapes: [string, number, number][] = [
    ['factor weights', day.factorWeights.length, factors * n],
    ['betas', day.betas.length, factors * n],
    ['asset weights', day.assetWeights.length, n],
    ['loads', day.characteristicLoads.length, factors * result.characteristics.length],
    ['factor returns', day.realised?.factorReturns.length ?? factors, factors],
    ['residuals', day.realised?.residuals.length ?? left, left],
    ['returns', day.realised?.returns.length ?? n, n],
  ]
  for (const [what, length, expected] of shapes) {
    if (length === expected) continue
    throw invalid(result, `${day.date}: ${length} ${what} instead of ${expected}`)
  }
}

function checkFinite(
  result: SplitResult,
  day: DayResult,
  what: string,
  values: Float32Array,
): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue
    const [factor, asset] = [Math.floor(i / day.universe.length), i % day.universe.length]
    const of = values.length > day.universe.length ? ` in factor ${factor}` : ''
    throw invalid(
      result,
      `${what} ${values[i]} of ${assetOf(result, day, asset)}${of} on ${day.date}`,
    )
  }
}

function checkBook(result: SplitResult, { date, assetWeights }: DayResult): void {
  let grossExposure = 0
  for (const weight of assetWeights) grossExposure += Math.abs(weight)
  if (grossExposure === 0 || Math.abs(grossExposure - 1) <= BOOK_TOLERANCE) return
  throw invalid(result, `the asset weights of ${date} sum to ${grossExposure} in size, not to 1`)
}

function checkRealised(result: SplitResult, day: DayResult): void {
  const { realised, date } = day
  if (!realised) return
  const stray = realised.factorReturns.findIndex((value) => !Number.isFinite(value))
  if (stray >= 0) throw invalid(result, `the return of factor ${stray} on ${date} is not finite`)
  for (let i = 0; i < realised.returns.length; i++) {
    const value = realised.returns[i]
    const residual = result.factorCount > 0 ? realised.residuals[i] : value
    const bothMissing = Number.isNaN(value) && Number.isNaN(residual)
    if (bothMissing || (Number.isFinite(value) && Number.isFinite(residual))) continue
    const asset = assetOf(result, day, i)
    if (isFactorSymbol(asset) && Number.isNaN(residual)) continue
    throw invalid(result, `${asset} has return ${value} and residual ${residual} on ${date}`)
  }
}

function assetOf({ assets }: SplitResult, { universe }: DayResult, index: number): string {
  return assets[universe[index]]
}

function invalid({ split }: SplitResult, what: string): InvalidResultError {
  return new InvalidResultError(`${split.name} cannot be published: ${what}`)
}
