import { CAPACITY_SHARES, capacityOf } from '../../accounts/capacity.js'
import { mean } from '../../accounts/moments.js'
import { annualisedSharpe } from '../../accounts/sharpe.js'
import { zip } from '../../lib/zip.js'
import type { StoredSplit } from '../../store/read/splits.js'
import { isPublished } from '../chain.js'
import { type AccountOptions, performanceOf } from '../performance.js'
import type { PerformanceReads } from '../reads.js'
import { type ImpactDay, impactDaysOf } from './impact-days.js'

interface CapacityPoint {
  readonly capital: number
  /** Mean impact, and mean net return after it, annualised. */
  readonly impact: number
  readonly meanNet: number
  readonly netSharpe: number | null
}

interface FittingCapital {
  readonly share: number
  readonly capital: number
}

export interface Capacity {
  readonly points: readonly CapacityPoint[]
  /** Capital at which the mean net return after impact is 0; null where it is not above 0 without. */
  readonly breakEvenCapital: number | null
  /** Capital at which 95 % of the turnover fits into a share of the usual volume, median over dates. */
  readonly fitting: readonly FittingCapital[]
  /** Share of the turnover whose volume and volatility are known. */
  readonly coveredTurnover: number | null
  /** Why there are no figures; null where there are. */
  readonly absent: string | null
}

export interface CapacityOptions extends Pick<AccountOptions, 'filter' | 'rates'> {
  readonly capitals: readonly number[]
}

/** Half a decade apart, from a million to ten billion. */
export const DEFAULT_CAPITALS: readonly number[] = [1e6, 3e6, 1e7, 3e7, 1e8, 3e8, 1e9, 3e9, 1e10]

/** The share of the turnover whose volume must be known. */
const LEAST_COVERED = 0.9

/**
 * Net returns at a capital C, `net_t − √C · coefficient_t`, with the square-root impact of each date's
 * trades; over consecutive splits.
 */
export async function capacityIn(
  splits: readonly StoredSplit[],
  { capitals, filter, rates }: CapacityOptions,
  reads: PerformanceReads,
): Promise<Capacity> {
  const published = splits.filter(isPublished)
  const { pnl, datesPerYear } = await performanceOf(published, { filter, rates, lag: 0 }, reads)
  if (pnl.length === 0) return nothing('No date of the range has a return.')
  const all = await Promise.all(published.map((split) => impactDaysOf(reads, split)))
  const days = all.flat().filter(({ date }) => filter.includes(date))
  if (days.length !== pnl.length) return nothing(NOT_STORED)
  const total = (of: (day: ImpactDay) => number) => days.reduce((sum, day) => sum + of(day), 0)
  const traded = total((day) => day.traded)
  if (traded === 0) return nothing('Nothing is traded on these dates.')
  const covered = total((day) => day.covered) / traded
  if (covered < LEAST_COVERED) return nothing(reasonOf(covered), covered)
  const nets = zip(pnl, days).map(([{ net }, { coefficient }]) => ({ net, coefficient }))
  return {
    points: capitals.map((capital) => pointAt(capital, nets, datesPerYear)),
    breakEvenCapital: breakEven(nets),
    fitting: fittingOf(days),
    coveredTurnover: covered,
    absent: null,
  }
}

const NOT_STORED =
  'No dollar volumes are stored for these dates: the dataset was ingested by an earlier release. Ingest the same files again.'

function reasonOf(covered: number): string {
  if (covered === 0) return 'The price files of the dataset have no volumes.'
  const share = `${(100 * covered).toFixed(0)} %`
  return `Volumes are known for ${share} of the turnover only; a capacity needs ${100 * LEAST_COVERED} %.`
}

function nothing(absent: string, coveredTurnover: number | null = null): Capacity {
  return { points: [], breakEvenCapital: null, fitting: [], coveredTurnover, absent }
}

interface Traded {
  readonly net: number
  readonly coefficient: number
}

function pointAt(capital: number, days: readonly Traded[], datesPerYear: number): CapacityPoint {
  const root = Math.sqrt(capital)
  const left = days.map(({ net, coefficient }) => net - root * coefficient)
  return {
    capital,
    impact: datesPerYear * root * mean(days.map(({ coefficient }) => coefficient)),
    meanNet: datesPerYear * mean(left),
    netSharpe: annualisedSharpe(left, datesPerYear),
  }
}

/** `(Σ net / Σ coefficient)²` */
function breakEven(days: readonly Traded[]): number | null {
  const net = days.reduce((sum, day) => sum + day.net, 0)
  const coefficient = days.reduce((sum, day) => sum + day.coefficient, 0)
  return net > 0 && coefficient > 0 ? (net / coefficient) ** 2 : null
}

function fittingOf(days: readonly ImpactDay[]): FittingCapital[] {
  const capitals = capacityOf(days.map(({ fitting }) => fitting))
  return zip(CAPACITY_SHARES, capitals).flatMap(([share, capital]) =>
    capital === null ? [] : [{ share, capital }],
  )
}
