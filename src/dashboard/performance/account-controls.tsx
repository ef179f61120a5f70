import type { Address } from '../address/address.js'
import { go } from '../address/current.js'
import { CheckedField } from '../fields/checked-field.js'

/** Lag and costs of the accounts. */
export function AccountControls({ address }: { readonly address: Address }) {
  return (
    <>
      <fieldset class="switch">
        <legend class="unseen">Lag of the book</legend>
        <LagChoice
          address={address}
          lag={0}
          title="The book decided at the close of t−1 earns the return of t."
        />
        <LagChoice
          address={address}
          lag={1}
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
  readonly address: Address
  readonly lag: number
  readonly title: string
}

function LagChoice({ address, lag, title }: LagChoiceProps) {
  return (
    <label title={title}>
      <input
        type="radio"
        name="lag"
        id={`lag-${lag}`}
        value={lag}
        checked={address.lag === lag}
        onChange={() => go({ lag })}
      />
      <span>Lag {lag}</span>
    </label>
  )
}
