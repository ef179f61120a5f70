import { fixed, percent } from '../../jobs/cli/show/table.js'
import { table } from '../_util/markdown.js'
import { PUBLISHED } from '../predict/words.js'
import { PRINTED } from '../storm/printed.js'
import { atBothLags, type Range } from '../walk-forward/measures.js'
import { predictionsOf } from '../walk-forward/ranking-tables.js'
import { type ResultRow } from './plan.js'
import { BASE_ID } from './planned-rows.js'
import { PRINTED_GROUPS, PRINTED_POLICIES, type Printed } from './printed.js'

const PRINTED_COLUMNS = [
  'printed gross SR',
  'ours, lag 0',
  'lag 1',
  'printed net SR',
  'ours, lag 0',
  'lag 1',
  '±',
  'hedged, lag 0',
  'lag 1',
  'printed gross mean',
  'ours',
  'printed gross sd',
  'ours (net)',
  'printed beta',
  'ours',
  'turnover',
  'EV',
]

/** Table 2 of the Attention Factors paper. */
export function printedTable(rows: readonly ResultRow[], range: Range): string {
  return table([
    ['method', 'K', ...PRINTED_COLUMNS],
    ...rows.map((row) => [
      row.row.label,
      String(row.row.factorCount ?? ''),
      ...printedCells(row, range, row.row.printed),
    ]),
  ])
}

function printedCells(measured: ResultRow, range: Range, printed: Printed | undefined): string[] {
  const [now, late] = atBothLags(measured, range)
  return [
    fixed(printed?.grossSharpe),
    fixed(now.grossSharpe),
    fixed(late.grossSharpe),
    fixed(printed?.netSharpe),
    fixed(now.netSharpe),
    fixed(late.netSharpe),
    fixed(now.netSharpeStandardError),
    fixed(now.hedgedNetSharpe),
    fixed(late.hedgedNetSharpe),
    inPercent(printed?.grossMean),
    percent(now.meanGross, 2),
    inPercent(printed?.grossVolatility),
    percent(now.volatility, 2),
    fixed(printed?.beta),
    fixed(now.marketBeta),
    fixed(now.turnover, 3),
    fixed(now.explainedVariance),
  ]
}

function inPercent(value: number | undefined): string {
  return value === undefined ? '–' : percent(value / 100, 2)
}

/** Table 3 of the Attention Factors paper; groups that these data do not have are printed alone. */
export function groupTable(rows: readonly ResultRow[], range: Range): string {
  const lines = new Map<string, string[]>()
  for (const row of rows) {
    const { table: where, id, label, factorCount = 0 } = row.row
    if (where !== 'groups' && id !== BASE_ID && id !== 'attention-30') continue
    const name = where === 'groups' ? label : 'none'
    const key = `${name} ${factorCount}`
    const printed = factorCount === 30 ? PRINTED_GROUPS[name] : undefined
    if (!lines.has(key))
      lines.set(key, [name, String(factorCount), ...printedCells(row, range, printed)])
  }
  const others = Object.entries(PRINTED_GROUPS).filter(([name]) => !lines.has(`${name} 30`))
  return table([
    ['dropped', 'K', ...PRINTED_COLUMNS],
    ...lines.values(),
    ...others.map(([name, printed]) => [name, '30', ...printedAlone(printed)]),
  ])
}

function printedAlone(printed: Printed): string[] {
  const cells = new Map([
    [0, fixed(printed.grossSharpe)],
    [3, fixed(printed.netSharpe)],
    [9, inPercent(printed.grossMean)],
    [11, inPercent(printed.grossVolatility)],
    [13, fixed(printed.beta)],
  ])
  return PRINTED_COLUMNS.map((_, column) => cells.get(column) ?? '–')
}

const RESIDUALS = [
  ['famaFrench', 'Fama-French, 5'],
  ['pca', 'PCA, 5'],
] as const

/** Table I of Deep Learning Statistical Arbitrage. */
export function policyTable(rows: readonly ResultRow[], range: Range): string {
  const lines = PRINTED_POLICIES.flatMap(({ policy, ipca, ours, ...printed }) => [
    ...RESIDUALS.map(([factors, name]) => {
      const [sharpe, mean, volatility] = printed[factors]
      const row = rows.find((each) => each.row.id === ours[factors])
      const cells = [fixed(sharpe), inPercent(mean), inPercent(volatility)]
      return [policy, name, ...cells, ...(row ? policyCells(row, range) : NOTHING)]
    }),
    [policy, 'IPCA, 5', fixed(ipca[0]), inPercent(ipca[1]), inPercent(ipca[2]), ...NOTHING],
  ])
  return table([
    [
      'policy',
      'residuals of',
      'printed gross SR',
      'printed mean',
      'printed sd',
      'ours, gross SR, lag 0',
      'lag 1',
      '±',
      'gross mean',
      'sd (net)',
      'net SR',
      'hedged, lag 1',
      'turnover',
    ],
    ...lines,
  ])
}

const NOTHING = Array.from({ length: 8 }, () => '–')

function policyCells(row: ResultRow, range: Range): string[] {
  const [now, late] = atBothLags(row, range)
  return [
    fixed(now.grossSharpe),
    fixed(late.grossSharpe),
    fixed(now.grossSharpeStandardError),
    percent(now.meanGross, 2),
    percent(now.volatility, 2),
    fixed(now.netSharpe),
    fixed(late.hedgedNetSharpe),
    fixed(now.turnover, 3),
  ]
}

/** Names of our predictors in the FactorVAE paper's table. */
const IN_FACTOR_VAE: Readonly<Record<string, string>> = {
  ridge: 'Linear',
  gru: 'GRU',
  transformer: 'Transformer',
  ca: 'CA',
  'factor-vae': 'FactorVAE',
}

/** Rank ICs that the FactorVAE and STORM papers print, beside ours. */
export function predictorTable(
  rows: readonly ResultRow[],
  range: Range,
  market: 'S&P 500' | 'DJ30',
): string {
  return table([
    [
      'predictor',
      'FactorVAE paper, CSI 300, 2019–20',
      'ICIR',
      `STORM paper, ${market}, 2021–24`,
      'ICIR',
      'ours: Rank IC',
      '±',
      'lag 1',
      'ICIR',
    ],
    ...rows.map((row) => {
      const m = predictionsOf(row, range)
      return [
        row.row.label,
        ...inFactorVae(row.row.id),
        ...inStorm(row.row.id, market),
        fixed(m.rankIC, 4),
        fixed(m.rankICStandardError, 4),
        fixed(m.rankICLag1, 4),
        fixed(m.rankICIR, 3),
      ]
    }),
  ])
}

function inFactorVae(id: string): string[] {
  const end = PUBLISHED.findIndex(([source = ''], n) => n > 1 && source !== '')
  const found = PUBLISHED.slice(1, end).find(([, , model]) => model === IN_FACTOR_VAE[id])
  return [found?.[3] ?? '–', found?.[4] ?? '–']
}

function inStorm(id: string, market: 'S&P 500' | 'DJ30'): string[] {
  const ranking = PRINTED.find(({ model }) => model === id)?.of[market].ranking
  return ranking ? ranking.map((value) => fixed(value, 3)) : ['–', '–']
}
