import { z } from 'zod'
import type { MarketView } from '../../data/source.js'
import { lowerBound } from '../../lib/dates.js'
import { UserError } from '../../lib/errors.js'
import { setting } from '../../lib/settings.js'
import type { DateRange } from '../../results.js'
import type { FactorSettings, GivenFactors } from './given-factors.js'
import { RollingFamaFrench } from './rolling-fama-french.js'

export interface FamaFrenchSettings extends FactorSettings {
  readonly window: number
}

/** Fama-French factors, given with the dataset and held as hedges. */
export const famaFrench: GivenFactors<FamaFrenchSettings> = {
  settings: {
    factorCount: setting(
      z.union([z.literal(1), z.literal(3), z.literal(5), z.literal(6)]).default(5),
      {
        description: 'the first K of Mkt-RF, SMB, HML, RMW, CMA, Mom',
        source: 'Deep Learning Statistical Arbitrage: 5 in its headline',
      },
    ),
    window: setting(z.int().min(10).max(2520).default(60), {
      description: 'dates before the one decided on which loadings are regressed',
      source: 'Deep Learning Statistical Arbitrage',
    }),
  },
  assertFits: assertHasFactors,
  open: (config) => new RollingFamaFrench(config),
  legs: ({ factorCount }) => factorCount,
}

const REMEDY =
  'ingest the dataset with --factors <file> (date, Mkt-RF, SMB, HML, RMW, CMA, Mom in percent)'

/** The dataset has the factors, and knows them in the train range. */
function assertHasFactors(
  { factors, dates }: MarketView,
  { from, to }: DateRange,
  { factorCount }: FactorSettings,
): void {
  if (!factors) throw new UserError(`this dataset has no Fama-French factors: ${REMEDY}`)
  const { names, returns } = factors
  if (names.length < factorCount) {
    throw new UserError(
      `factorCount ${factorCount} needs more factors than this dataset has (${names.join(', ')}); ` +
        `set factorCount to at most ${names.length}, or ${REMEDY}`,
    )
  }
  const [first, end] = [lowerBound(dates, from), dates.findLastIndex((date) => date <= to) + 1]
  const known = returns.subarray(first * names.length, end * names.length)
  if (known.some((value) => !Number.isNaN(value))) return
  throw new UserError(`this dataset knows no factor returns from ${from} to ${to}: ${REMEDY}`)
}
