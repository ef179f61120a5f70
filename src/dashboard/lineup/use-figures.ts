import { Figures, type FiguresQueryVariables } from '../api/operations.js'
import { type Answered, useAnswers } from '../api/use-answers.js'
import { type Asked, asked } from '../tools/asked.js'
import type { OfStrategy } from './chosen.js'
import type { Entry, FiguredEntry } from './lineup.js'

/** The entries with their figures over the range of the address; splits of the chosen and the compared. */
export function useFigures(
  address: OfStrategy,
  entries: readonly Entry[],
): Answered<readonly FiguredEntry[]> {
  const shown = new Set([address.strategy, ...address.compare])
  const answers = useAnswers(
    Figures,
    entries.map(({ run, strategy }) => variables(address, run.id, shown.has(strategy.name))),
  )
  const data = entries.map((entry, i) => ({
    ...entry,
    measures: answers[i]?.data?.run?.measures,
    figures: answers[i]?.data?.run?.splits ?? [],
  }))
  return {
    data,
    errors: answers.flatMap(({ errors }) => errors),
    busy: answers.some(({ busy }) => busy),
  }
}

/** The query of the figures of a run with those of its splits. */
export function figuresAsked(address: OfStrategy, run: string): Asked {
  return asked(Figures, variables(address, run, true))
}

function variables(
  { from, to, tradingCostBps, shortCostBps, lag }: OfStrategy,
  run: string,
  shown: boolean,
): FiguresQueryVariables {
  return { run, shown, from, to, tradingCostBps, shortCostBps, lag }
}
