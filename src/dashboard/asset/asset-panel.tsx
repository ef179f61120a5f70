import { hrefFor } from '../address/current.js'
import { AssetInSplit, type AssetInSplitQuery } from '../api/operations.js'
import { useAnswer } from '../api/use-answers.js'
import type { Split, Strategy } from '../lineup/lineup.js'
import { Awaited } from '../parts/awaited.js'
import { signedPercent } from '../text/format.js'
import { asked } from '../tools/asked.js'
import { Tools } from '../tools/tools.js'
import { BetaTable } from './beta-table.js'
import { ResidualPath } from './residual-path.js'

interface AssetPanelProps {
  readonly symbol: string
  readonly strategy: Strategy
  readonly split: Split
  readonly dataset: string | undefined
  readonly date: string
}

/** One asset in one split: what it earned, its weight and betas on a date, its residual path. */
export function AssetPanel({ symbol, strategy, split, dataset, date }: AssetPanelProps) {
  const variables = {
    symbol,
    symbols: [symbol],
    split: split.name,
    strategy: strategy.name,
    dataset,
    date,
    hasResiduals: strategy.hasResiduals,
    hasFactors: strategy.hasFactors && split.factorCount > 0,
  }
  const answer = useAnswer(AssetInSplit, variables)
  return (
    <section id="asset" class="panel" aria-label={`Asset ${symbol}`}>
      <Awaited answers={[answer]}>
        {({ asset, split: found }) => {
          if (!found) return null
          const residuals = found.residuals?.edges.map(({ node }) => node) ?? []
          return (
            <>
              <AssetHead symbol={symbol} asset={asset} />
              <AssetFacts symbol={symbol} found={found} date={date} split={split.name} />
              <div class="columns">
                <div class="wide-column">
                  <h2>Residual path</h2>
                  {strategy.hasResiduals ? (
                    <ResidualPath symbol={symbol} residuals={residuals} />
                  ) : (
                    <p class="dim">{strategy.title} has no residuals.</p>
                  )}
                </div>
                {found.betas?.[0] && (
                  <div>
                    <h2>Betas, {date}</h2>
                    <BetaTable betas={found.betas[0].betas} />
                  </div>
                )}
              </div>
              <Tools
                name={`residuals-${symbol}`}
                queries={[asked(AssetInSplit, variables)]}
                picture
              >
                <a href={hrefFor({ view: 'splits', tab: 'residuals', split: split.name, date })}>
                  All residuals of {date}
                </a>
              </Tools>
            </>
          )
        }}
      </Awaited>
    </section>
  )
}

interface AssetHeadProps {
  readonly symbol: string
  readonly asset: AssetInSplitQuery['asset']
}

function AssetHead({ symbol, asset }: AssetHeadProps) {
  return (
    <div class="title">
      <h1>{symbol}</h1>
      <p class="dim">{[asset?.name, asset?.sector].filter(Boolean).join(', ')}</p>
      {asset && (
        <p class="facts">
          prices {asset.from} to {asset.to}
        </p>
      )}
    </div>
  )
}

interface AssetFactsProps {
  readonly symbol: string
  readonly found: NonNullable<AssetInSplitQuery['split']>
  readonly date: string
  readonly split: string
}

function AssetFacts({ symbol, found, date, split }: AssetFactsProps) {
  const weight = found.weights.find(({ asset }) => asset.symbol === symbol)?.weight
  const part = found.attribution.find(({ label }) => label === symbol)
  const facts = [
    {
      label: `Weight, ${date}`,
      value: weight === undefined ? '–' : signedPercent(weight, 2),
      title: weight === undefined ? 'No position on this date' : 'Of the unit book',
    },
    {
      label: `Mean weight, ${split}`,
      value: signedPercent(part?.exposure, 2),
      title: part ? 'Over the test range' : 'It was never held in this split',
    },
    {
      label: `Earned, ${split}`,
      value: signedPercent(part?.contribution, 2),
      title: part
        ? 'Contribution to gross return, before costs'
        : 'It was never held in this split',
    },
  ]
  return (
    <dl class="line">
      {facts.map(({ label, value, title }) => (
        <div key={label} title={title}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
