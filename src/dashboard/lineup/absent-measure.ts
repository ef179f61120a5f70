const HEDGED = 'Not known before 20 dates, nor where the market hedge leaves nothing.'
const FEW = 'No date has a return yet, or too few have.'

const REASONS: Readonly<Record<string, string>> = {
  hedgedNetSharpe: HEDGED,
  hedgedNetSharpeStandardError: HEDGED,
  breakEvenCostBps: 'Nothing is traded, so no trading cost makes the mean return 0.',
  marketBeta: 'The market has no return on these dates.',
  deflatedNetSharpe: 'Needs more dates, and the number of configurations that were tried.',
}

/** Why a measure of a run or split can be missing. */
export function absentMeasure(key: string): string {
  return REASONS[key] ?? FEW
}
