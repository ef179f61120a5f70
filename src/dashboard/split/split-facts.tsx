import type { Split, Strategy } from '../lineup/lineup.js'
import { plural, seconds, text } from '../text/format.js'

interface SplitFactsProps {
  readonly strategy: Strategy
  readonly split: Split
}

/** When a split was trained and tested, on what and with which seeds. */
export function SplitFacts(props: SplitFactsProps) {
  return (
    <p class="facts">
      {factsOf(props).map((fact) => (
        <span key={fact}>{fact}</span>
      ))}
    </p>
  )
}

function factsOf({ strategy, split }: SplitFactsProps): string[] {
  const { test, live, nextDate, assetCount, factorCount, trainSeconds, engine } = split
  return [
    trainingOf(strategy, split),
    `tested ${test.from} – ${test.to}`,
    live && `live, next date ${text(nextDate)}`,
    plural(assetCount, 'asset'),
    factorCount > 0 && plural(factorCount, 'factor'),
    strategy.kind !== 'BASELINE' && seedsOf(split),
    trainSeconds !== null && `${seconds(trainSeconds)} on ${text(engine)}`,
    `version ${split.version}`,
  ].filter((fact): fact is string => typeof fact === 'string')
}

/** A baseline trains nothing; what a blend combines may. */
function trainingOf({ kind, hasComponents }: Strategy, { train }: Split): string {
  const trained = `trained ${train.from} – ${train.to}`
  if (hasComponents) return `components ${trained}`
  return kind === 'BASELINE' ? 'trains nothing' : trained
}

function seedsOf({ bookSeeds, seed, factorCount }: Split): string {
  const book = `book of seed${bookSeeds.length === 1 ? '' : 's'} ${bookSeeds.join(', ')}`
  return factorCount > 0 ? `${book}; factors of seed ${seed}` : book
}
