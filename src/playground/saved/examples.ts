import type { StrategyParts } from '../../catalogue.js'
import { suited, suitsComment } from './suits.js'

export interface Example {
  readonly name: string
  /** What a strategy must have for the query to answer with values. */
  readonly needs: readonly (keyof StrategyParts)[]
  readonly query: string
}

/** Saved queries in the playground's menu, over the demo's data; a first visit opens the first. */
export const EXAMPLES: readonly Example[] = saved([
  {
    name: 'What did it earn?',
    needs: [],
    query: `# Net Sharpe ratio of each split, after costs, with its standard error (about 1 for a year of
# daily returns).
{
  splits(strategy: "attention-longconv") {
    name
    test { from to }
    measures { netSharpe netSharpeStandardError hedgedNetSharpe turnover maxDrawdown }
  }
}
`,
  },
  {
    name: 'Does it beat the baseline?',
    needs: [],
    query: `# Two strategies on the same dates. The difference is not significant where the 95 % interval
# from differenceLow to differenceHigh contains 0.
{
  compare(strategies: ["pca-ou", "attention-longconv"]) {
    strategy
    days
    grossSharpe
    netSharpe
    netSharpeStandardError
    turnover
    differenceToFirst
    differenceLow
    differenceHigh
  }
}
`,
  },
  {
    name: 'What if it cost more?',
    needs: [],
    query: `# The same books at twice the trading cost, and held one day later (lag 1).
{
  split(name: "test_2019_2020", strategy: "attention-longconv") {
    lag0: measures { netSharpe breakEvenCostBps }
    doubleCost: measures(tradingCostBps: 10) { netSharpe }
    lag1: measures(lag: 1) { netSharpe }
  }
}
`,
  },
  {
    name: 'When was it earned?',
    needs: [],
    query: `# Gross, cost, net and hedged net PnL by month.
{
  split(name: "test_2019_2020", strategy: "attention-longconv") {
    pnlByPeriod(by: MONTH) { period days gross cost net hedgedNet }
  }
}
`,
  },
  {
    name: 'What is the curve?',
    needs: [],
    query: `# The PnL series of a quarter by column: smaller and faster than one object a date.
{
  split(name: "test_2019_2020", strategy: "attention-longconv") {
    pnlSeries(from: "2020-10-01") { dates net cumulativeNet hedgedNet }
  }
}
`,
  },
  {
    name: 'Where did it come from?',
    needs: [],
    query: `# Net return by sector; by: FACTOR and by: ASSET attribute it otherwise.
{
  split(name: "test_2019_2020", strategy: "attention-longconv") {
    attribution(by: SECTOR) { label exposure contribution }
  }
}
`,
  },
  {
    name: 'What is in a factor?',
    needs: ['factors'],
    query: `# Factor 0 on a date: its largest asset weights, and its loads on firm characteristics.
{
  split(name: "test_2019_2020", strategy: "attention-longconv") {
    factor(index: 0) {
      weights(date: "2020-12-31", top: 5) { asset { symbol sector } weight }
      characteristics(date: "2020-12-31", top: 5) { name group value }
    }
  }
}
`,
  },
  {
    name: 'What is left of an asset?',
    needs: ['factors', 'residuals'],
    query: `# Betas and residuals of one asset: residual = return − betas · factor returns.
{
  split(name: "test_2019_2020", strategy: "attention-longconv") {
    betas(date: "2020-12-31", assets: ["EN001"]) { asset { symbol name } betas }
    residuals(from: "2020-12-21", assets: ["EN001"]) {
      edges { node { date value } }
    }
  }
}
`,
  },
  {
    name: 'How risky is it?',
    needs: ['factors', 'residuals'],
    query: `# Factor covariance and residual volatility, annualised, over the 252 dates before.
{
  split(name: "test_2019_2020", strategy: "pca-ou") {
    factorCovariance(date: "2020-12-31")
    residualVolatility(date: "2020-12-31") { asset { symbol } value }
  }
}
`,
  },
  {
    name: 'How would I hedge this?',
    needs: ['factors'],
    query: `# Trades that cancel the factor exposures of a portfolio of two assets, and its volatility
# before and after.
{
  hedge(
    strategy: "attention-longconv"
    positions: [{ symbol: "EN001", weight: 0.6 }, { symbol: "FI001", weight: 0.4 }]
  ) {
    date
    exposures
    exposuresAfter
    volatilityBefore
    volatilityAfter
    trades { asset { symbol } weight }
  }
}
`,
  },
  {
    name: 'What does it predict?',
    needs: ['predictions'],
    query: `# The five best and the five worst assets of a date: mean and risk of the return over the mean of
# the universe, as fractions.
{
  split(name: "test_2019_2020", strategy: "ridge") {
    best: predictions(date: "2020-12-31", top: 5) { rank asset { symbol sector } mean risk score }
    worst: predictions(date: "2020-12-31", top: 5, side: SHORT) { rank asset { symbol } mean risk }
  }
}
`,
  },
  {
    name: 'Can its predictions be trusted?',
    needs: ['predictions'],
    query: `# Rank IC with its standard error, and at lag 1; whether the risk has the right size: coverage90
# near 0.9 and zStandardDeviation near 1.
{
  split(name: "test_2019_2020", strategy: "ridge") {
    predictionMeasures {
      days rankIC rankICStandardError rankICIR rankICLag1 spread
      riskRankIC coverage90 zStandardDeviation excessReturn excessSharpe
    }
    rankICs(from: "2020-12-01") { date rankIC spread }
  }
}
`,
  },
  {
    name: 'How risky is each asset?',
    needs: ['predictions'],
    query: `# Standard deviation of the return of each asset over the mean of the universe on the next trading
# date, as a fraction: sqrt(Σ (weight · risk)²) is that of a portfolio. Strategies with residuals
# answer with that of their residuals.
{
  split(name: "test_2019_2020", strategy: "ridge") {
    riskiest: riskForecast(date: "2020-12-31", top: 5) { asset { symbol sector } risk }
    riskVector(date: "2020-12-31") { date assets risk version }
  }
}
`,
  },
  {
    name: 'What did the prior know?',
    needs: ['predictions', 'latents'],
    query: `# Prior of each latent factor, decided at the close before, and the posterior, which sees the returns
# of the date; in the unit of the label.
{
  split(name: "test_2019_2020", strategy: "factor-vae") {
    latentCount
    latentFactors(from: "2020-12-30", to: "2020-12-31") {
      date index priorMean priorRisk posteriorMean posteriorRisk
    }
  }
}
`,
  },
  {
    name: 'What do its codes mean?',
    needs: ['codebook'],
    query: `# Codes name the kind of day that was, not the one that comes: compare what they explain of the
# day that they encode with what they explain of the next one, and with persistence.
{
  split(name: "test_2019_2020", strategy: "storm") {
    codebook(module: CROSS_SECTION) {
      size used perplexityTrain perplexityTest persistence
      marketShareOwnDay marketShareNextDay marketSizeShareOwnDay marketSizeShareNextDay
      codes { code usageTrain usageTest marketReturnOwnDay marketReturnNextDay rankIC rankICStandardError }
    }
    codes(module: CROSS_SECTION, from: "2020-12-01") { date code }
    ofAssets: codebook(module: TIME_SERIES) {
      codes { code usageTest nearest { asset { symbol } count } sectors { sector share } }
    }
  }
}
`,
  },
  {
    name: 'What do I trade next?',
    needs: [],
    query: `# Orders that take a book of a million to the weights of the next session.
{
  split(name: "test_2020_2021", strategy: "attention-longconv") {
    nextDate
    orders(capital: 1000000) { asset { symbol } targetWeight trade price shares notional for }
  }
}
`,
  },
  {
    name: 'What is here?',
    query: `# Datasets, runs and their strategies.
{
  dataVersion { version publishedAt latestDate }
  datasets { name range { from to } assetCount rowCount }
  runs { edges { node { strategy { name title } status seeds engine createdAt } } }
}
`,
  },
  {
    name: 'What is new?',
    query: `# Each publication from now on. It waits for one: try residua ingest, then residua score.
subscription {
  published { version strategy split date }
}
`,
  },
])

/** The queries that some strategy suits, with a comment that names those strategies. */
function saved(queries: readonly (Omit<Example, 'needs'> & Partial<Example>)[]): Example[] {
  return queries.flatMap(({ name, query, needs }) => {
    if (!needs) return [{ name, query, needs: [] }]
    if (suited(needs).length === 0) return []
    return [{ name, needs, query: query.replace('\n{', `\n${suitsComment(needs)}\n{`) }]
  })
}
