import type { MovedBook } from '../../tasks/backtest/compute-splits.js'
import type { ScoreOutcome } from '../../tasks/backtest/score-run.js'

/** What a score did: failures (each reason was printed when the split failed), moved books, what is published up to which date, and what is needed. */
export function scoreLines(outcome: ScoreOutcome): string[] {
  return [
    ...outcome.failed.map(({ name }) => `${name} failed for the reason above.`),
    ...outcome.moved.map(movedLine),
    ...outcome.warnings.map((warning) => `warning: ${warning}`),
    publishedLine(outcome),
    ...decidedLines(outcome),
  ]
}

/** A book that was decided for one session and is held on another. */
function movedLine({ split, expected, came }: MovedBook): string {
  return came === null
    ? `${split}: no session came where ${expected} was expected; the book decided for it lapses.`
    : `${split}: ${came} came where ${expected} was expected; the book decided for it is that of ${came}.`
}

function publishedLine({ published, scoredTo, lastDate }: ScoreOutcome): string {
  const reached = scoredTo === null ? 'no date is scored yet' : `scored to ${scoredTo}`
  const missing = scoredTo === lastDate ? '' : `, while the data end on ${lastDate}`
  if (published.length > 0) return `Published ${published.join(', ')}: ${reached}${missing}.`
  return missing === ''
    ? `Nothing new: every split is ${reached}.`
    : `Nothing new: ${reached}${missing}.`
}

function decidedLines({ decided, needs, nextDate }: ScoreOutcome): string[] {
  if (needs !== null) {
    return [`The year has turned: no trained split holds ${nextDate}. Train it:\n  ${needs}`]
  }
  return decided ? [`Target weights are published for ${nextDate}.`] : []
}
