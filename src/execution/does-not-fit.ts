import { UserError } from '../lib/errors.js'
import { hasExposureLimits } from './exposures.js'
import type { Execution } from './settings.js'

/** The limits of a configuration, as a message names them. */
function limitsOf(settings: Execution): string[] {
  const { maxWeight, maxAdvShare, capital, noShort, dollarNeutral } = settings
  const { maxSectorNet, maxSectorGross, maxBeta } = settings
  return [
    ...(maxWeight === 1 && hasExposureLimits(settings) ? [] : [`maxWeight ${maxWeight}`]),
    ...(maxAdvShare === null ? [] : [`maxAdvShare ${maxAdvShare} at capital ${capital}`]),
    ...(noShort.length === 0 ? [] : [`noShort for ${noShort.length} assets`]),
    ...(dollarNeutral ? ['dollarNeutral'] : []),
    ...(maxSectorNet === null ? [] : [`maxSectorNet ${maxSectorNet}`]),
    ...(maxSectorGross === null ? [] : [`maxSectorGross ${maxSectorGross}`]),
    ...(maxBeta === null ? [] : [`maxBeta ${maxBeta}`]),
  ]
}

/** That a book cannot be whole within its limits, with what breaks them. */
export function doesNotFit(
  settings: Execution,
  book: Float64Array,
  date: string,
  broken: readonly string[] = [],
): UserError {
  const held = book.filter((weight) => weight !== 0).length
  const found = broken.length === 0 ? '' : ` (${broken.join(', ')})`
  return new UserError(
    `the book of ${date}, of ${held} assets, cannot be held whole within ${limitsOf(settings).join(', ')}${found}: ` +
      'raise the limits, lower the capital, or use a strategy that holds more assets' +
      (broken.length === 0 ? '' : ', and on both sides'),
  )
}
