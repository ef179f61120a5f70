import type { HedgePortfolioQuery } from '../api/operations.js'
import { Facts } from '../parts/facts.js'
import { ABSENT, fixed, percent, plural } from '../text/format.js'

type Hedge = HedgePortfolioQuery['hedge']

const FEW = 'Fewer than 20 dates have returns of these assets.'

/** What the hedge does, in figures. */
export function HedgeSummary({ hedge }: { readonly hedge: Hedge }) {
  const { volatilityBefore: before, volatilityAfter: after, trades, outside, split, date } = hedge
  const traded = trades.reduce((sum, { weight }) => sum + Math.abs(weight), 0)
  return (
    <>
      <Facts
        facts={[
          { label: 'Volatility before', value: percent(before), absent: FEW },
          { label: 'Volatility after', value: percent(after), absent: FEW },
          {
            label: 'Less risk',
            value: before && after !== null ? percent(1 - after / before, 0) : ABSENT,
            title: 'Share of the volatility that the hedge takes away',
            absent: FEW,
          },
          {
            label: 'To trade',
            value: fixed(traded, 3),
            title: 'Σ|trade|, in the unit of the weights',
            absent: 'There is nothing to trade.',
          },
        ]}
      />
      <p class="note">
        {`With the factors of ${split} on ${date}: ${plural(trades.length, 'trade')}.`}
        {outside.length > 0 &&
          ` Not in the universe of the date, so without exposure and not hedged: ${outside.map(({ asset }) => asset.symbol).join(', ')}.`}
      </p>
    </>
  )
}
