import type { Catalogue, Entry } from '../lineup/lineup.js'
import { MissingName } from '../parts/missing-name.js'

interface MissingStrategyProps {
  readonly asked: string | undefined
  readonly shown: string
  readonly catalogue: Catalogue
  readonly entries: readonly Entry[]
}

/** Says that the strategy of the link has no results, or does not exist. */
export function MissingStrategy({ asked, shown, catalogue, entries }: MissingStrategyProps) {
  if (!asked || asked === shown) return null
  const known = catalogue.strategies.find(({ name }) => name === asked)
  return (
    <MissingName
      kind="strategy"
      name={asked}
      names={entries.map(({ strategy }) => strategy.name)}
      shown={shown}
      reason={known && `${known.title} has no published results here.`}
    />
  )
}
