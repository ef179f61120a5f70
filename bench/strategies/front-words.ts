import { interval, plusMinus } from '../../jobs/cli/show/run-measures.js'
import { fixed } from '../../jobs/cli/show/table.js'
import type { RunMeasures } from '../../jobs/tasks/report/measured-run.js'
import type { PairedDifference } from '../../src/accounts/paired-difference.js'
import { atBothLags, differenceOf, type Range } from '../walk-forward/measures.js'
import type { Estimate } from './estimate.js'
import type { FrontLine } from './front.js'
import { labelOf, type ResultRow } from './plan.js'
import { BASE_ID } from './planned-rows.js'

interface WordInputs {
  readonly lines: readonly FrontLine[]
  readonly measured: readonly ResultRow[]
  readonly base: ResultRow
  readonly all: Range
  readonly later: Range
}

/** What the table says, in three sentences that hold for the figures that were measured. */
export function frontSentences(inputs: WordInputs): string {
  return [ofTheDefault(inputs), ofTheOthers(inputs), ofTheDatesApart(inputs)].join('\n')
}

function ofTheDefault({ base, all, later }: WordInputs): string {
  const [, late] = atBothLags(base, all)
  const m = base.at(1, later)
  return [
    `1. The default, ${labelOf(base.row)}, earned a Sharpe ratio of ${plusMinus(late.hedgedNetSharpe, late.hedgedNetSharpeStandardError)} in ${years(all)} after 5 bp of costs and a market hedge, its book a day late;`,
    `   without ${all.from.slice(0, 4)} it is ${plusMinus(m.hedgedNetSharpe, m.hedgedNetSharpeStandardError)}, 95 % interval ${interval(m.hedgedNetSharpeLow, m.hedgedNetSharpeHigh)}: ${verdictOf(m)}. Deflated by the ${settings(base.trials)} tried, the probability of a true ratio above the best of luck is ${fixed(m.deflatedHedgedSharpe)}.`,
  ].join('\n')
}

function verdictOf({ hedgedNetSharpeLow: low, hedgedNetSharpeHigh: high }: RunMeasures): string {
  if (isAbove(low)) return 'a gain beyond its error'
  return (high ?? 0) < 0 ? '**a loss beyond its error**' : '**not beyond its error**'
}

function ofTheOthers({ lines, measured, base, all, later }: WordInputs): string {
  const others = lines.filter(
    ({ row, figures }) => (figures?.all.value ?? null) !== null && row.id !== BASE_ID,
  )
  const earning = others.filter(({ figures }) => isAbove(figures?.later.low ?? null))
  const differences = others.flatMap(({ row }) => {
    const other = measured.find((each) => each.row.id === row.id)
    return other ? (hedgedDifference(base, other, all) ?? []) : []
  })
  const beaten = differences.filter(({ low }) => isAbove(low))
  return `2. Of ${others.length} other methods that can be hedged, ${count(earning, others)} such an interval above 0 in ${years(later)}${namesOf(earning)}; over ${years(all)} the default’s ratio is higher than that of ${beaten.length} of them, beyond the error of the paired difference.`
}

/** Of hedged net at lag 1, on the same dates. */
function hedgedDifference(a: ResultRow, b: ResultRow, range: Range): PairedDifference | null {
  return differenceOf(a.returns(1, range).hedged, b.returns(1, range).hedged)
}

function ofTheDatesApart({ lines }: WordInputs): string {
  const known = lines.filter(({ apart }) => (apart?.value ?? null) !== null)
  const base = known.find(({ row }) => row.id === BASE_ID)
  const where = 'On the Dow 30 in 2021–2024, the only dates here that no setting was chosen near,'
  if (!base?.apart) return `3. ${where} the default is not computed yet.`
  const earning = known.filter(({ apart }) => isAbove(apart?.low ?? null))
  return `3. ${where} the default’s ratio is ${fixed(base.apart.value)} ${boundsOf(base.apart)}, and ${count(earning, known)} an interval above 0 among ${known.length} methods${namesOf(earning)}.`
}

function boundsOf({ low, high }: Estimate): string {
  return interval(low, high)
}

function count(some: readonly FrontLine[], all: readonly FrontLine[]): string {
  if (some.length === 0) return 'none has'
  if (some.length === all.length && all.length > 1) return 'all have'
  return some.length === 1 ? 'one has' : `${some.length} have`
}

function namesOf(lines: readonly FrontLine[]): string {
  return lines.length === 0 ? '' : ` (${lines.map(({ label }) => label).join('; ')})`
}

function isAbove(low: number | null): boolean {
  return (low ?? 0) > 0
}

function years({ from, to }: Range): string {
  const [first, last] = [from.slice(0, 4), to.slice(0, 4)]
  return first === last ? first : `${first}–${last}`
}

function settings(trials: number): string {
  return trials === 1 ? 'one setting' : `${trials} settings`
}

/** What the figures must not be taken for. */
export function disbelief({ base, measured, all }: WordInputs): string {
  const [now, late] = atBothLags(base, all)
  const market = measured.find(({ row }) => row.strategy === 'equal-weight')?.at(1, all)
  const year = all.from.slice(0, 4)
  const first = base.at(1, { from: `${year}-01-01`, to: `${year}-12-31` })
  const tried = new Map(measured.map(({ row, trials }) => [row.strategy, trials]))
  const trials = [...tried.values()].reduce((sum, each) => sum + each, 0)
  return [
    'What not to believe:',
    '',
    `- **Net as skill.** The default’s book is net long ${fixed(now.netExposure)} with market beta ${fixed(now.marketBeta)}; holding the market alone has ${fixed(market?.netSharpe)}. Read the hedged ratio.`,
    `- **Lag 0.** A book cannot be decided and filled at one close: the default’s hedged ratio is ${fixed(now.hedgedNetSharpe)} so, ${fixed(late.hedgedNetSharpe)} a day late.`,
    `- **${year}.** That year alone has a hedged ratio of ${fixed(first.hedgedNetSharpe)}.`,
    `- **The best row.** ${settings(trials)} of ${tried.size} strategies were tried on these data; whoever picks the best row chooses on test years. Ratios have a standard error of ${fixed(late.hedgedNetSharpeStandardError)}.`,
    '- **The papers’ figures.** They are of other data, years and characteristics, decided and filled at one close, without a hedge.',
    '- **The Dow 30.** Its thirty names are today’s: every return of a long book is biased upward. Four years have a standard error of 0.5.',
  ].join('\n')
}
