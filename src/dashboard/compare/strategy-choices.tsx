import { go } from '../address/current.js'
import { Toggle } from '../fields/toggle.js'
import type { OfStrategy } from '../lineup/chosen.js'
import type { Entry } from '../lineup/lineup.js'
import { AccountControls } from '../performance/account-controls.js'

interface StrategyChoicesProps {
  readonly address: OfStrategy
  readonly entries: readonly Entry[]
}

/** Which strategies are compared with the chosen one, and at which costs. */
export function StrategyChoices({ address, entries }: StrategyChoicesProps) {
  const chosen = entries.find(({ strategy }) => strategy.name === address.strategy)
  return (
    <section class="panel" aria-label="What is compared">
      <h1>{chosen?.strategy.title}, compared</h1>
      <p class="note">
        On the dates that all chosen strategies have. Differences are to the first.
      </p>
      <div class="controls">
        <AccountControls address={address} />
      </div>
      <fieldset class="choices">
        <legend class="unseen">Compared with</legend>
        {entries.map(({ strategy: { name, title } }) => (
          <label key={name} class="field" for={`with-${name}`}>
            <Toggle
              id={`with-${name}`}
              checked={name === address.strategy || address.compare.includes(name)}
              disabled={name === address.strategy}
              onToggle={(isCompared) => choose(address, name, isCompared)}
            />{' '}
            {title}
          </label>
        ))}
      </fieldset>
    </section>
  )
}

function choose({ compare }: OfStrategy, name: string, isCompared: boolean): void {
  const others = compare.filter((each) => each !== name)
  go({ compare: isCompared ? [...others, name] : others })
}
