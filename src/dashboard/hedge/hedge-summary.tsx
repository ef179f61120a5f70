import type { HedgePortfolioQuery } from '../api/operations.js'
import { fixed, percent, plural } from '../text/format.js'

type Hedge = HedgePortfolioQuery['hedge']

/** What the hedge does, in figures. */
export function HedgeSummary({ hedge }: { readonly hedge: Hedge }) {
  const { volatilityBefore: before, volatilityAfter: after, trades, outside, split, date } = hedge
  const traded = trades.reduce((sum, { weight }) => sum + Math.abs(weight), 0)
  const reason = 'Fewer than 20 dates with returns of these assets'
  return (
    <>
      <dl class="line">
        <Entry label="Volatility before" value={percent(before)} title={reason} />
        <Entry label="Volatility after" value={percent(after)} title={reason} />
        <Entry
          label="Less risk"
          value={before && after !== null ? percent(1 - after / before, 0) : '–'}
          title="Share of the volatility that the hedge takes away"
        />
        <Entry
          label="To trade"
          value={fixed(traded, 3)}
          title="Σ|trade|, in the unit of the weights"
        />
      </dl>
      <p class="note">
        {`With the factors of ${split} on ${date}: ${plural(trades.length, 'trade')}.`}
        {outside.length > 0 &&
          ` Not in the universe of the date, so without exposure and not hedged: ${outside.map(({ asset }) => asset.symbol).join(', ')}.`}
      </p>
    </>
  )
}

interface EntryProps {
  readonly label: string
  readonly value: string
  readonly title: string
}

function Entry({ label, value, title }: EntryProps) {
  return (
    <div title={title}>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  )
}
