/** Queries in the playground's tabs; it opens with the first. */
export const EXAMPLES: readonly { readonly name: string; readonly query: string }[] = [
  {
    name: 'What did it earn?',
    query: `# Splits of the main strategy, oldest first, and what each earned after costs.
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
    name: 'Daily PnL',
    query: `# Daily PnL of each split by column: small and fast.
{
  splits(strategy: "pca-ou") {
    name
    pnlSeries { dates net cumulativeNet hedgedNet }
  }
}
`,
  },
  {
    name: 'What if costs were higher?',
    query: `# The same books at twice the cost, and decided one day earlier.
{
  splits(strategy: "attention-longconv") {
    name
    asDecided: measures { netSharpe }
    dearer: measures(tradingCostBps: 10) { netSharpe }
    later: measures(lag: 1) { netSharpe }
  }
}
`,
  },
  {
    name: 'Where did it come from?',
    query: `# Net return of each split by factor, residual and cost.
{
  splits(strategy: "attention-longconv") {
    name
    attribution(by: FACTOR) { label exposure contribution }
  }
}
`,
  },
  {
    name: 'What to trade next',
    query: `# The live split: target weights of the next session as orders.
{
  splits(strategy: "attention-longconv") {
    name
    nextDate
    orders(capital: 1000000) { asset { symbol } targetWeight trade shares price }
  }
}
`,
  },
  {
    name: 'Runs and data',
    query: `# What is published, from which data.
{
  dataVersion { version publishedAt latestDate }
  datasets { name range { from to } assetCount rowCount }
  runs { edges { node { id status strategy { name } seeds engine createdAt } } }
}
`,
  },
]
