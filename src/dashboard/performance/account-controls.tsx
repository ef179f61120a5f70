import { useEffect, useState } from 'preact/hooks'
import type { Address } from '../address/address.js'
import { go } from '../address/current.js'
import { CheckedField } from '../fields/checked-field.js'

/** Lag and costs of the accounts. */
export function AccountControls({ address }: { readonly address: Address }) {
  const [lag, setLag] = useState(address.lag)
  useEffect(() => setLag(address.lag), [address.lag])
  const choose = (chosen: number) => {
    setLag(chosen)
    go({ lag: chosen })
  }
  return (
    <>
      <fieldset class="switch">
        <legend class="unseen">Lag of the book</legend>
        <LagChoice
          lag={0}
          isChosen={lag === 0}
          onChoose={choose}
          title="The book decided at the close of t−1 earns the return of t."
        />
        <LagChoice
          lag={1}
          isChosen={lag === 1}
          onChoose={choose}
          title="The book decided one day earlier, re-accounted."
        />
      </fieldset>
      <CheckedField
        name="tradingCostBps"
        type="number"
        label="Trading"
        title="Cost of a unit of turnover, in basis points."
        value={address.tradingCostBps}
        min={0}
        unit="bp"
      />
      <CheckedField
        name="shortCostBps"
        type="number"
        label="Shorting"
        title="Cost of a unit of short exposure a day, in basis points."
        value={address.shortCostBps}
        min={0}
        unit="bp"
      />
    </>
  )
}

interface LagChoiceProps {
  readonly lag: number
  readonly isChosen: boolean
  readonly title: string
  readonly onChoose: (lag: number) => void
}

function LagChoice({ lag, isChosen, title, onChoose }: LagChoiceProps) {
  return (
    <label title={title}>
      <input
        type="radio"
        name="lag"
        id={`lag-${lag}`}
        value={lag}
        checked={isChosen}
        onChange={() => onChoose(lag)}
      />
      <span>Lag {lag}</span>
    </label>
  )
}
