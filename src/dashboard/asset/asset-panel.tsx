import { hrefFor } from '../address/current.js'
import { AssetInSplit, type AssetInSplitQuery, AssetOverTime } from '../api/operations.js'
import { useAnswer } from '../api/use-answers.js'
import type { Split, Strategy } from '../lineup/lineup.js'
import { Awaited } from '../parts/awaited.js'
import { Facts } from '../parts/facts.js'
import { SaveCsv } from '../parts/save-csv.js'
import { ABSENT, signedPercent } from '../text/format.js'
import { asked } from '../tools/asked.js'
import { Tools } from '../tools/tools.js'
import { ASSET_DAY_COLUMNS, assetDays } from './asset-days.js'
import { AssetPast } from './asset-past.js'
import { BetaTable, betaColumns, betaRows } from './beta-table.js'
import { RESIDUAL_COLUMNS, ResidualPath } from './residual-path.js'

interface AssetPanelProps {
  readonly symbol: string
  readonly strategy: Strategy
  readonly split: Split
  readonly dataset: string | undefined
  readonly date: string
}

/** One asset in one split: what it earned, its weight and betas on a date, its residual path. */
export function AssetPanel({ symbol, strategy, split, dataset, date }: AssetPanelProps) {
  const of = { symbol, split: split.name, strategy: strategy.name, dataset }
  const variables = {
    ...of,
    symbols: [symbol],
    date,
    hasResiduals: strategy.hasResiduals,
    hasFactors: strategy.hasFactors && split.factorCount > 0,
  }
  const answer = useAnswer(AssetInSplit, variables)
  const past = useAnswer(AssetOverTime, of)
  return (
    <section id="asset" class="panel" aria-label={`Asset ${symbol}`}>
      <Awaited answers={[answer, past]}>
        {({ asset, split: found }, { split: overTime }) => {
          if (!found) return null
          const residuals = found.residuals?.edges.map(({ node }) => node) ?? []
          return (
            <>
              <AssetHead symbol={symbol} asset={asset} />
              <AssetFacts symbol={symbol} found={found} date={date} split={split.name} />
              {overTime && (
                <AssetPast symbol={symbol} history={overTime.assetHistory} date={date} />
              )}
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
                name={`asset-${symbol}`}
                queries={[asked(AssetInSplit, variables), asked(AssetOverTime, of)]}
                picture
              >
                {overTime && (
                  <SaveCsv
                    name={`asset-${symbol}`}
                    columns={ASSET_DAY_COLUMNS}
                    rows={assetDays(overTime.assetHistory)}
                  />
                )}
                {found.betas?.[0] && (
                  <SaveCsv
                    name={`betas-${symbol}-${date}`}
                    label="Save betas as CSV"
                    columns={betaColumns(1)}
                    rows={betaRows(found.betas[0].betas)}
                  />
                )}
                {residuals.length > 0 && (
                  <SaveCsv
                    name={`residuals-${symbol}`}
                    label="Save residuals as CSV"
                    columns={RESIDUAL_COLUMNS}
                    rows={residuals}
                  />
                )}
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
  const never = 'It was never held in this split.'
  return (
    <Facts
      facts={[
        {
          label: `Weight, ${date}`,
          value: weight === undefined ? ABSENT : signedPercent(weight, 2),
          title: 'Of the unit book',
          absent: 'It has no position on this date.',
        },
        {
          label: `Mean weight, ${split}`,
          value: signedPercent(part?.exposure, 2),
          title: 'Over the test range',
          absent: never,
        },
        {
          label: `Earned, ${split}`,
          value: signedPercent(part?.contribution, 2),
          title: 'Contribution to gross return, before costs',
          absent: never,
        },
      ]}
    />
  )
}
