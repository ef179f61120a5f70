import { EXIT } from '../../session/exit-code.js'
import type { ScoredStrategy } from '../../tasks/backtest/score-runs.js'
import { scoreLines } from './score-lines.js'

/** What a pass over all strategies did, each line with its strategy. */
export function linesOfScored(one: ScoredStrategy): string[] {
  if ('error' in one) return [`${one.strategy}: failed: ${one.error}`]
  return scoreLines(one.outcome).map((line) => `${one.strategy}: ${line}`)
}

/** 1 where a strategy needs a person; 75 where each that failed may work later; else 0. */
export function exitCodeOfScores(scored: readonly ScoredStrategy[]): number {
  const retryable = scored.flatMap(retryableOf)
  if (retryable.length === 0) return EXIT.done
  return retryable.every((one) => one) ? EXIT.tryAgain : EXIT.act
}

/** Of each failure, and of a split that has to be trained, whether it may pass by itself. */
function retryableOf(one: ScoredStrategy): boolean[] {
  if ('error' in one) return [one.retryable]
  const { failed, needs } = one.outcome
  return [...failed.map(({ retryable }) => retryable), ...(needs === null ? [] : [false])]
}
