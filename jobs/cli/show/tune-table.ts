import type { TrialOutcome, TuneOutcome } from '../../tasks/tune/outcome.js'
import { interval } from './run-measures.js'
import { type Column, fixed, table } from './table.js'

const NUMBERS = [
  'seeds',
  'gross SR',
  'net SR',
  'hedged SR',
  'net, lag 1',
  'hedged, lag 1',
  '± SE',
  'turnover',
  'EV',
  'factors',
]
const COLUMNS: readonly Column[] = [
  { title: '' },
  { title: 'trial' },
  ...NUMBERS.map((title) => ({ title, align: 'right' as const })),
  { title: 'less the first' },
  { title: 'run' },
]

/** Validation measures of every trial, best first; failed trials come last, with their reasons. */
export function tuneTable({ outcomes, winner }: TuneOutcome): string {
  const worked = outcomes
    .filter(({ measures }) => measures !== null)
    .sort((a, b) => (b.lagOne?.hedgedNetSharpe ?? -99) - (a.lagOne?.hedgedNetSharpe ?? -99))
  const failed = outcomes.filter(({ failure }) => failure !== null)
  return [
    worked.length > 0
      ? table(
          COLUMNS,
          worked.map((outcome) => row(outcome, outcome === winner)),
        )
      : 'No trial worked.',
    ...failed.map(({ trial, failure }) => `${trial.name}: failed, ${failure}`),
  ].join('\n')
}

function row(outcome: TrialOutcome, best: boolean): string[] {
  const { trial, run, measures, lagOne, effectiveFactors, difference } = outcome
  return [
    best ? '→' : '',
    trial.name,
    String(run?.seeds.length ?? ''),
    fixed(measures?.grossSharpe),
    fixed(measures?.netSharpe),
    fixed(measures?.hedgedNetSharpe),
    fixed(lagOne?.netSharpe),
    fixed(lagOne?.hedgedNetSharpe),
    fixed(lagOne?.hedgedNetSharpeStandardError),
    fixed(measures?.turnover),
    fixed(measures?.explainedVariance),
    fixed(effectiveFactors, 1),
    difference
      ? `${fixed(difference.difference)} ${interval(difference.low, difference.high)}`
      : '',
    run?.id.slice(0, 8) ?? '',
  ]
}

/** The winner, and the standard error that its lead must be compared with. */
export function winnerLines({ winner, outcomes }: TuneOutcome): string {
  if (!winner) return 'No winner.'
  const error = winner.lagOne?.hedgedNetSharpeStandardError ?? null
  return [
    `Winner: ${winner.trial.name}, hedged net Sharpe ratio ${fixed(winner.lagOne?.hedgedNetSharpe)} at lag 1 ` +
      `of ${outcomes.length} trials: ${JSON.stringify(winner.trial.settings)}`,
    `One Sharpe ratio of these years has a standard error of ${fixed(error)}: trials closer than that do not differ.`,
    'SR: annualised, net of 5 bp a unit of turnover and 1 bp a unit of short exposure. hedged: after a rolling',
    'market hedge. lag 1: decided one day earlier. EV: variance that the factors explain. factors: how many of the',
    'trained ones differ. less the first: hedged, lag 1, with the 95 % interval of a paired stationary bootstrap.',
  ].join('\n')
}
