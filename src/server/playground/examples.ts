export interface Example {
  readonly name: string
  readonly query: string
}

/** Queries in the playground's tabs, over the demo's data; it opens with the first. */
export const EXAMPLES: readonly Example[] = [
  {
    name: 'What did it earn?',
    query: `# What did each split of the main strategy earn after costs, and how sure is that?
# A year of daily returns has a Sharpe ratio's standard error of 1.
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
    query: `# Does the main strategy beat the baseline on the same dates?
# Not surely where the 95 % interval from differenceLow to differenceHigh holds 0.
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
    query: `# What if trading cost twice as much, or came a day later? The same books, accounted anew.
{
  split(name: "test_2019_2020") {
    asDecided: measures { netSharpe breakEvenCostBps }
    dearer: measures(tradingCostBps: 10) { netSharpe }
    later: measures(lag: 1) { netSharpe }
  }
}
`,
  },
  {
    name: 'When was it earned?',
    query: `# In which months was it earned, and in which lost?
{
  split(name: "test_2019_2020") {
    pnlByPeriod(by: MONTH) { period days gross cost net hedgedNet }
  }
}
`,
  },
  {
    name: 'What is the curve?',
    query: `# What does the curve of a quarter look like? By column: small and fast.
{
  split(name: "test_2019_2020") {
    pnlSeries(from: "2020-10-01") { dates net cumulativeNet hedgedNet }
  }
}
`,
  },
  {
    name: 'Where did it come from?',
    query: `# Which sectors did the net return come from? FACTOR and ASSET split it otherwise.
{
  split(name: "test_2019_2020") {
    attribution(by: SECTOR) { label exposure contribution }
  }
}
`,
  },
  {
    name: 'What is in a factor?',
    query: `# What is factor 0 made of: which assets, and which characteristics drive it?
{
  split(name: "test_2019_2020") {
    factor(index: 0) {
      weights(date: "2020-12-31", top: 5) { asset { symbol sector } weight }
      characteristics(date: "2020-12-31", top: 5) { name group value }
    }
  }
}
`,
  },
  {
    name: 'What is left of a stock?',
    query: `# What do the factors leave of a stock's returns? residual = return − betas · factor returns.
{
  split(name: "test_2019_2020") {
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
    query: `# How do the factors move together, and how much moves by itself? Annualised, over 252 dates.
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
    query: `# Which trades take the factors out of two holdings, and how much calmer are they then?
{
  hedge(positions: [{ symbol: "EN001", weight: 0.6 }, { symbol: "FI001", weight: 0.4 }]) {
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
    name: 'What do I trade next?',
    query: `# Which shares take a book of a million to the next session's weights?
{
  split(name: "test_2020_2021") {
    nextDate
    orders(capital: 1000000) { asset { symbol } targetWeight trade price shares notional for }
  }
}
`,
  },
  {
    name: 'What is here?',
    query: `# Which runs are here, of which strategies, from which data?
{
  dataVersion { version publishedAt latestDate }
  datasets { name range { from to } assetCount rowCount }
  runs { edges { node { strategy { name title } status seeds engine createdAt } } }
}
`,
  },
  {
    name: 'What is new?',
    query: `# What is published from now on? Waits; try: residua ingest, then residua score.
subscription {
  published { version strategy split date }
}
`,
  },
]
