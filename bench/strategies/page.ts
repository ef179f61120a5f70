import { amount, interval, plusMinus } from '../../jobs/cli/show/run-measures.js'
import { fixed } from '../../jobs/cli/show/table.js'
import type { StoredDataset } from '../../src/store/datasets.js'
import { table } from '../_util/markdown.js'
import { atBothLags, measuredRows, type Range } from '../walk-forward/measures.js'
import type { BenchRow } from '../walk-forward/runs.js'
import { BASE_ID, type PlannedRow, type ResultRow } from './plan.js'
import {
  checks,
  costTable,
  differenceTable,
  groupTable,
  labelOf,
  laterTable,
  methodsTable,
  printedTable,
  runTable,
  soFarTable,
  yearTable,
} from './tables.js'
import { CAVEATS, DEFINITIONS, REPRODUCE } from './words.js'

export interface ResultsPage {
  readonly dataset: StoredDataset
  readonly rows: readonly BenchRow<PlannedRow>[]
  readonly measured: readonly ResultRow[]
  readonly from: number
  readonly to: number
  /** The command that writes the page and computes missing runs. */
  readonly command: string
  readonly written: string
  readonly commit: string | null
  readonly node: string
}

/** The whole of docs/results.md. */
export function resultsPage(page: ResultsPage): string {
  const { measured, from, to } = page
  const all: Range = { from: `${from}-01-01`, to: `${to}-12-31` }
  const later: Range = { ...all, from: `${from + 1}-01-01` }
  const base = measured.find(({ row }) => row.id === BASE_ID)
  const others = measured.filter(({ row }) => row.table !== 'groups')
  const sections = [
    head(page),
    missingOf(page),
    underWay(page, base),
    REPRODUCE,
    DEFINITIONS,
    base ? ['## Summary', '', summary(base, { all, later, page })].join('\n') : null,
    section(
      `Every method at 5 bp, ${from}–${to}`,
      'A line for each lag. ± is one standard error of the ratio to its left.',
      methodsTable(others, all),
    ),
    section(
      `The same without ${from}: ${from + 1}–${to}`,
      `The crisis year favours contrarian books; these years have no crisis of that kind. Intervals are 95 %, stationary bootstrap.`,
      laterTable(others, later),
    ),
    section(
      'Net Sharpe ratio by trading cost',
      'The same books accounted at other costs, without fitting again: the policy was trained at twice 5 bp.',
      costTable(others, all),
    ),
    base
      ? section(
          'Differences to the default',
          `Sharpe ratio of the default (${labelOf(base.row)}) less that of the row, both on the same resampled dates. An interval that contains 0 shows no significant difference.`,
          differenceTable(base, others, all),
        )
      : null,
    section(
      'Table 2 of the paper, beside ours',
      'Printed: CRSP, 39 characteristics, 1998–2021, decided and filled at one close (lag 0), no market hedge.',
      printedTable(
        measured.filter(({ row }) => row.table === 'methods'),
        all,
      ),
    ),
    section(
      'Table 3 of the paper, beside ours: a group of characteristics dropped',
      'Of the paper’s six groups these data have two, past returns and trading frictions, and sectors, which the paper does not have.',
      groupTable(measured, all),
    ),
    base
      ? section(
          'The default, year by year',
          'One year has a standard error of 1.',
          yearTable(base, page),
        )
      : null,
    section(
      'The runs',
      'Trained: time on one thread, summed over splits and seeds.',
      runTable(measured),
    ),
    section(
      'Bounds',
      'Figures outside these bounds count as an error until explained.',
      checks(measured, all),
    ),
    CAVEATS,
  ]
  return `${sections.filter((text) => text !== null).join('\n\n')}\n`
}

function section(title: string, words: string, body: string): string {
  return `## ${title}\n\n${words}\n\n${body}`
}

function head({ dataset, command, written, commit, node, measured }: ResultsPage): string {
  const seconds = measured.reduce((sum, { trainSeconds }) => sum + trainSeconds, 0)
  const engines = [...new Set(measured.map(({ run }) => run?.engine))].join(', ')
  return [
    '# Results',
    '',
    `Written by \`${command}\` on ${written}; do not edit. Figures are of the runs listed below; the identity`,
    'of a run (dataset, strategy, configuration, seeds, engine) determines them bit for bit.',
    '',
    table([
      ['what', 'value'],
      [
        'dataset',
        `${dataset.name}, ${dataset.firstDate} to ${dataset.lastDate}, ${dataset.assetCount} assets, ${dataset.rowCount} rows`,
      ],
      ['data hash', `\`${dataset.hash}\``],
      ['engines', engines],
      ['commit that wrote this page', commit ?? 'unknown'],
      ['Node', node],
      ['training', `${fixed(seconds / 60, 0)} minutes on one thread, all rows`],
    ]),
  ].join('\n')
}

function missingOf({ rows, command }: ResultsPage): string | null {
  const missing = rows.filter(({ series }) => series === null)
  if (missing.length === 0) return null
  return [
    '## Missing',
    '',
    `These rows have no complete run yet; \`${command.replace(' --only none', '')}\` computes them and writes this page again.`,
    '',
    ...missing.map(({ row, missing: why }) => `- \`${row.id}\` (${labelOf(row)}): ${why}`),
  ].join('\n')
}

/** Incomplete runs over the dates they have, with the default on the same dates. */
function underWay({ rows, dataset }: ResultsPage, base: ResultRow | undefined): string | null {
  const begun = rows.flatMap((each) => (each.soFar ? [{ ...each, series: each.soFar }] : []))
  if (begun.length === 0 || !base) return null
  const body = soFarTable(base, measuredRows(begun, {}))
  return section(
    'In progress',
    `Runs on ${dataset.name} with only some of their splits, over the dates of those splits.`,
    body,
  )
}

function summary(
  base: ResultRow,
  { all, later, page }: { all: Range; later: Range; page: ResultsPage },
): string {
  const [now, late] = atBothLags(base, all)
  const [, lateLater] = atBothLags(base, later)
  return [
    `The default, ${labelOf(base.row)} with ${base.run?.seeds.length} seeds, earned a net Sharpe ratio of`,
    `${plusMinus(now.netSharpe, now.netSharpeStandardError)} (lag 1: ${fixed(late.netSharpe)}) in ${page.from}–${page.to}; after a market hedge`,
    `${plusMinus(now.hedgedNetSharpe, now.hedgedNetSharpeStandardError)} (lag 1: ${fixed(late.hedgedNetSharpe)}). The attainable ratio, hedged, at lag 1`,
    `and without ${page.from}, is ${plusMinus(lateLater.hedgedNetSharpe, lateLater.hedgedNetSharpeStandardError)}, interval ${interval(lateLater.hedgedNetSharpeLow, lateLater.hedgedNetSharpeHigh)}. Its book is net long`,
    `${fixed(now.netExposure)} with market beta ${fixed(now.marketBeta)}, trades ${fixed(now.turnover, 3)} a day, breaks even at ${fixed(now.breakEvenCostBps, 0)} bp`,
    `(lag 1: ${fixed(late.breakEvenCostBps, 0)}) and has ${fixed(now.effectiveNames, 0)} effective names;`,
    `its capacity at 5 % of the 20-day volume is ${amount(now.capacity[1] ?? null, '$')}. ${base.trials} settings of this strategy were tried on these`,
    `data; the deflated Sharpe ratio, hedged at lag 1, is ${fixed(late.deflatedHedgedSharpe, 3)} over ${page.from}–${page.to} and ${fixed(lateLater.deflatedHedgedSharpe, 3)} without ${page.from}.`,
  ].join('\n')
}
