import { fixed, percent } from '../../jobs/cli/show/table.js'
import { type AccountRow, pnlOf } from '../../src/accounts/pnl.js'
import { type WealthMeasures, wealthMeasuresOf } from '../../src/accounts/wealth.js'
import { strategyInfo } from '../../src/catalogue.js'
import { table } from '../_util/markdown.js'
import type { Range } from '../walk-forward/measures.js'
import { predictionsOf } from '../walk-forward/ranking-tables.js'
import { type MeasuredStormRow, PAPER_RANGE, type StormPlan } from './plan.js'
import { PRINTED, type PrintedRow } from './printed.js'
import { PUBLISHED_COST_BPS } from './published-book.js'

/** Models of ours that the paper does not print in these tables. */
const UNPRINTED = ['ridge', 'storm-256', 'storm-512']

/** By row id: accounts of the paper's book on its predictions. */
export type PublishedBooks = ReadonlyMap<string, readonly AccountRow[]>

export const WEALTH_TITLES = ['APY', 'CW', 'CR', 'ASR', 'MDD', 'AVO']

export function wealthCells(m: WealthMeasures): string[] {
  return [
    percent(m.apy),
    fixed(m.cumulativeWealth, 3),
    fixed(m.wealthCalmar),
    fixed(m.annualSharpe),
    percent(m.wealthDrawdown),
    percent(m.annualVolatility),
  ]
}

function publishedWealth(accounts: readonly AccountRow[], range: Range): WealthMeasures {
  const within = accounts.filter(({ date }) => date >= range.from && date <= range.to)
  const rates = { tradingCostBps: PUBLISHED_COST_BPS, shortCostBps: 1 }
  return wealthMeasuresOf(pnlOf(within, rates).map(({ net }) => net))
}

function houseWealth(
  { returns }: Pick<MeasuredStormRow, 'returns'>,
  range: Range,
  costBps: number,
): WealthMeasures {
  return wealthMeasuresOf([...returns(0, range, costBps).net.values()])
}

/** The books of each row by the paper's measures: of the house at two costs, then of the paper. */
export function wealthTable(
  rows: readonly MeasuredStormRow[],
  published: PublishedBooks,
  range: Range,
): string {
  const lines = rows.flatMap((row) => {
    const paper = published.get(row.row.id)
    const house = [5, 1].map((cost) => [
      `house, ${cost} bp`,
      ...wealthCells(houseWealth(row, range, cost)),
    ])
    const books = paper
      ? [...house, ['k 5, n 3, 1 bp', ...wealthCells(publishedWealth(paper, range))]]
      : house
    return books.map((cells, i) => [i === 0 ? row.row.label : '', ...cells])
  })
  return table([['row', 'book', ...WEALTH_TITLES], ...lines])
}

export interface BesideInputs {
  readonly measured: readonly MeasuredStormRow[]
  readonly published: PublishedBooks
  readonly market: StormPlan['market']
  readonly range: Range
}

/** The paper's tables, a line as printed and then ours of the same model. */
export function besidePrinted(inputs: BesideInputs): string {
  return table([
    ['model', 'figures', ...WEALTH_TITLES, 'Rank IC', 'ICIR'],
    ...PRINTED.flatMap((row) => [
      printedLine(row, inputs.market),
      ...(row.model === undefined ? [] : oursBeside(row.model, inputs)),
    ]),
    ...UNPRINTED.flatMap((model) =>
      oursBeside(model, inputs).map(([, ...cells], i) => [i === 0 ? model : '', ...cells]),
    ),
  ])
}

function printedLine({ label, of }: PrintedRow, market: StormPlan['market']): string[] {
  const { wealth, ranking } = of[market]
  const [apy, cw, cr, asr, mdd, avo] = wealth
  return [
    label,
    'printed',
    percent(apy),
    fixed(cw, 3),
    fixed(cr),
    fixed(asr),
    percent(mdd),
    percent(avo),
    ...(ranking ? ranking.map((value) => fixed(value, 3)) : ['', '']),
  ]
}

function oursBeside(model: string, { measured, published, range }: BesideInputs): string[][] {
  return measured
    .filter(({ row }) => row.model === model && (predicts(row) || !row.window))
    .map((row) => {
      const own = row.row.window?.split.test ?? paperPart(range)
      const paper = published.get(row.row.id)
      const wealth = paper ? publishedWealth(paper, own) : houseWealth(row, own, PUBLISHED_COST_BPS)
      return [
        '',
        `ours, ${fitsOf(row)}${monthsOf(own)}`,
        ...wealthCells(wealth),
        ...rankCells(row, own),
      ]
    })
}

function fitsOf({ row }: MeasuredStormRow): string {
  if (!predicts(row)) return ''
  return row.window ? 'one fit, ' : 'a fit a year, '
}

/** What predicts nothing is the same on dates of its own. */
function predicts({ strategy }: MeasuredStormRow['row']): boolean {
  return strategyInfo(strategy).has.predictions
}

function rankCells(row: MeasuredStormRow, range: Range): string[] {
  if (!predicts(row.row)) return ['', '']
  const { rankIC, rankICIR } = predictionsOf(row, range)
  return [fixed(rankIC, 3), fixed(rankICIR, 3)]
}

/** The dates that a range has in common with the paper's; the whole range where there are none. */
export function paperPart(range: Range): Range {
  const from = [range.from, PAPER_RANGE.from].sort()[1] ?? range.from
  const to = [range.to, PAPER_RANGE.to].sort()[0] ?? range.to
  return from <= to ? { from, to } : range
}

export function monthsOf({ from, to }: Range): string {
  return `${from.slice(0, 7)} – ${to.slice(0, 7)}`
}
