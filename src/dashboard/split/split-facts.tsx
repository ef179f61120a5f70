import type { Split } from '../lineup/lineup.js'
import { plural, seconds, text } from '../text/format.js'

/** When a split was trained and tested, on what and with which seeds. */
export function SplitFacts({ split }: { readonly split: Split }) {
  return (
    <p class="facts">
      {factsOf(split).map((fact) => (
        <span key={fact}>{fact}</span>
      ))}
    </p>
  )
}

function factsOf(split: Split): string[] {
  const { train, test, live, nextDate, assetCount, factorCount, trainSeconds, engine } = split
  return [
    `trained ${train.from} – ${train.to}`,
    `tested ${test.from} – ${test.to}`,
    live && `live, next date ${text(nextDate)}`,
    plural(assetCount, 'asset'),
    factorCount > 0 && plural(factorCount, 'factor'),
    seedsOf(split),
    trainSeconds !== null && `${seconds(trainSeconds)} on ${text(engine)}`,
    `version ${split.version}`,
  ].filter((fact): fact is string => typeof fact === 'string')
}

function seedsOf({ bookSeeds, seed, factorCount }: Split): string {
  const book = `book of seed${bookSeeds.length === 1 ? '' : 's'} ${bookSeeds.join(', ')}`
  return factorCount > 0 ? `${book}; factors of seed ${seed}` : book
}
