import type { View, ViewProps } from '../lineup/view.js'
import { HedgeResult } from './hedge-result.js'
import { PortfolioForm } from './portfolio-form.js'
import { linesOf, parsePositions } from './positions.js'

/** A portfolio of one’s own, hedged with the factors of the chosen strategy. */
function Content({ address, entries }: ViewProps) {
  const entry = entries.find(({ strategy }) => strategy.name === address.strategy)
  const withFactors = entries.filter(({ strategy }) => strategy.hasFactors)
  const written = address.positions ?? ''
  const { positions, wrong } = parsePositions(written === '' ? '' : linesOf(written))
  return (
    <div class="stack">
      <section class="panel" aria-label="Portfolio" id="portfolio">
        <h1>Hedge a portfolio</h1>
        <p class="note">
          Paste or upload positions. The factors of {entry?.strategy.title} give its exposures, the
          trades that cancel them, and what they do to its volatility. Nothing is stored: the
          portfolio is in the address of this page alone.
        </p>
        {entry?.strategy.hasFactors ? (
          <PortfolioForm key={written} written={written} rejected={wrong} />
        ) : (
          <NoFactors names={withFactors.map(({ strategy }) => strategy.name)} />
        )}
      </section>
      {entry?.strategy.hasFactors && positions.length > 0 && wrong.length === 0 && (
        <HedgeResult address={address} entry={entry} positions={positions} />
      )}
    </div>
  )
}

function NoFactors({ names }: { readonly names: readonly string[] }) {
  return (
    <p class="notice" role="status">
      This strategy builds no factors, so it cannot hedge.{' '}
      {names.length > 0
        ? `Choose one of these above: ${names.join(', ')}.`
        : 'No strategy with factors has results here.'}
    </p>
  )
}

export const hedgeView: View = { name: 'hedge', title: 'Hedge', Content }
