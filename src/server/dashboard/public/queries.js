/** What is there: asked once for each data version and dataset. */
export const CATALOGUE = /* GraphQL */ `
  query Catalogue($dataset: String) {
    dataVersion { version publishedAt latestDate ageTradingDays }
    datasets { name range { from to } assetCount }
    strategies {
      name title description kind hasFactors hasResiduals hasPredictions hasCodebook
    }
    splits(dataset: $dataset) {
      name strategy status failure warnings live version publishedAt nextDate
      train { from to } test { from to }
      assetCount factorCount latentCount seed bookSeeds engine trainSeconds
      run { id status seeds engine createdAt dataset { name } }
    }
  }
`

export const DATA_VERSION = /* GraphQL */ `
  query DataVersion { dataVersion { version publishedAt latestDate ageTradingDays } }
`

const MEASURES = `
  days grossSharpe netSharpe netSharpeStandardError hedgedNetSharpe meanGross meanNet volatility
  maxDrawdown turnover shortExposure breakEvenCostBps marketBeta`

const WHAT_IF = 'tradingCostBps: $tradingCostBps, shortCostBps: $shortCostBps, lag: $lag'

/**
 * The figures of every run over a range, and the daily series and splits of those shown. One alias a
 * run: `runs` is `[{ id, shown }]`.
 */
export function figuresQuery(runs) {
  const ids = runs.map((_, i) => `$r${i}: ID!`).join(', ')
  const fields = runs.map(
    ({ shown }, i) => `
    r${i}: run(id: $r${i}) {
      measures(from: $from, to: $to, ${WHAT_IF}) { ${MEASURES} }
      ${shown ? SPLIT_FIGURES : ''}
    }`,
  )
  return `query Figures(
    ${ids}, $from: Date, $to: Date, $tradingCostBps: Float, $shortCostBps: Float, $lag: Int
  ) { ${fields.join('')} }`
}

const SPLIT_FIGURES = `
      splits {
        name test { from to }
        measures(${WHAT_IF}) { ${MEASURES} }
        pnlSeries(${WHAT_IF}) { dates gross net hedgedNet turnover }
      }`
