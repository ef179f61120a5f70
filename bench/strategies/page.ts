import { amount, interval, plusMinus } from '../../jobs/cli/show/run-measures.js'
import { fixed } from '../../jobs/cli/show/table.js'
import { yearOf } from '../../src/lib/dates.js'
import { table } from '../_util/markdown.js'
import { atBothLags, measuredRows, type Range } from '../walk-forward/measures.js'
import type { OpenedRows } from '../walk-forward/open.js'
import type { Written } from '../walk-forward/page.js'
import { checks } from './bounds.js'
import { correlationTable } from './correlations.js'
import { differenceTable, soFarTable } from './difference-tables.js'
import type { EffectiveFactors } from './effective-factors.js'
import type { ApartFigures } from './estimate.js'
import { type FrontLine, frontLines, frontTable } from './front.js'
import { disbelief, frontSentences } from './front-words.js'
import { costTable, laterTable, methodsTable, yearTable } from './method-tables.js'
import { frontPicture } from './picture.js'
import { BASE_ID, labelOf, type PlannedRow, type ResultRow, type StrategiesPlan } from './plan.js'
import { groupTable, policyTable, predictorTable, printedTable } from './printed-tables.js'
import { runTable } from './run-table.js'
import type { Verified } from './verified.js'
import { CAVEATS, DEFINITIONS, reproduceWords } from './words.js'

export interface ResultsPage
  extends Pick<OpenedRows<PlannedRow>, 'dataset' | 'rows' | 'measured' | 'from' | 'to'>,
    Written {
  readonly plan: StrategiesPlan
  /** What another part of the page printed of the dates that no setting was chosen near. */
  readonly apart: ApartFigures | null
  readonly effective: ReadonlyMap<string, EffectiveFactors>
  /** By run id. */
  readonly verified: ReadonlyMap<string, Verified>
}

interface Parts {
  readonly page: ResultsPage
  readonly base: ResultRow | undefined
  /** All rows but those without a group of characteristics. */
  readonly others: readonly ResultRow[]
  readonly lines: readonly FrontLine[]
  readonly all: Range
  /** Without the first year. */
  readonly later: Range
}

export interface WrittenResults {
  readonly text: string
  /** SVG. */
  readonly picture: string
}

/** A dataset’s part of docs/results.md: the first page, then the long tables. */
export function resultsPage(page: ResultsPage): WrittenResults {
  const parts = partsOf(page)
  const { base } = parts
  const sections = [
    firstPage(parts),
    provenance(page),
    missingOf(page),
    underWay(page, base),
    reproduceWords(page.plan.market, page.dataset.name),
    ...(isMain(page) ? [DEFINITIONS] : []),
    ...(base && isMain(page)
      ? [['## The default in words', '', summary(base, parts)].join('\n')]
      : []),
    ...methodSections(parts),
    ...(isMain(page) ? paperSections(parts) : []),
    ...runSections(parts),
    ...(isMain(page) ? [CAVEATS] : []),
  ]
  const text = `${sections.filter((each) => each !== null).join('\n\n')}\n`
  return {
    text: isMain(page) ? text : text.replaceAll(/^(#+) /gm, '#$1 '),
    picture: frontPicture(parts.lines, {
      title: 'Sharpe ratio after costs and a market hedge, a day late, with 95 % intervals',
      all: `${page.plan.market}, ${page.from}–${page.to}`,
      apart: 'Dow 30, 2021–2024',
    }),
  }
}

/** Of the page’s two parts, the one with the page’s title, definitions and papers. */
function isMain({ plan }: ResultsPage): boolean {
  return plan.market === 'S&P 500'
}

function partsOf(page: ResultsPage): Parts {
  const { measured, rows, from, to } = page
  const all: Range = { from: `${from}-01-01`, to: `${to}-12-31` }
  const later: Range = { ...all, from: `${from + 1}-01-01` }
  const apart = apartIn(page) ?? page.apart
  return {
    page,
    base: measured.find(({ row }) => row.id === BASE_ID),
    others: measured.filter(({ row }) => row.table !== 'groups'),
    lines: frontLines({ rows, measured, all, later, apart }),
    all,
    later,
  }
}

/** The dates that no setting was chosen near, where the page tests all of their years. */
function apartIn({ plan, from, to }: ResultsPage): Range | null {
  const { apart } = plan
  return apart && from <= yearOf(apart.from) && to >= yearOf(apart.to) ? apart : null
}

const CRISIS = 2008

/** What is read in two minutes. */
function firstPage({ page, base, lines, all, later }: Parts): string {
  const { plan, from, to, measured } = page
  const title = isMain(page) ? '# Results' : `# Dow 30, ${from}–${to}, with 2021–2024 apart`
  const titles = {
    all: `hedged SR, ${from}–${to}`,
    later: `without ${from}`,
    apart: isMain(page) ? 'Dow 30, 2021–2024' : '2021–2024',
  }
  const words = { lines, measured, all, later }
  return [
    title,
    '',
    `What a book of each method earned on the ${plan.market}, held a day after it was decided, after 5 bp of what it traded, 1 bp a day of what it was short, and a`,
    'hedge of the market; intervals are 95 %. One row a method, at its defaults where K is not named; every row is below.',
    '',
    `![Sharpe ratios after costs and a market hedge](images/${plan.picture})`,
    '',
    frontTable(lines, titles),
    '',
    ...(base ? [frontSentences({ ...words, base }), '', disbelief({ ...words, base })] : []),
  ].join('\n')
}

function section(title: string, words: string, body: string): string {
  return `## ${title}\n\n${words}\n\n${body}`
}

function provenance({ dataset, command, written, commit, node, measured }: ResultsPage): string {
  const seconds = measured.reduce((sum, { trainSeconds }) => sum + trainSeconds, 0)
  const engines = [...new Set(measured.map(({ run }) => run?.engine))].join(', ')
  return [
    '## Where the figures are from',
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
      ['commit that wrote this part', commit ?? 'unknown'],
      ['Node', node],
      ['training', `${fixed(seconds / 3600, 1)} hours on one thread, all rows`],
    ]),
  ].join('\n')
}

function missingOf({ rows, command }: ResultsPage): string | null {
  const missing = rows.filter(({ series }) => series === null)
  if (missing.length === 0) return null
  return [
    '## Missing',
    '',
    `${rows.length - missing.length} of ${rows.length} rows are complete. These are not yet; \`${command.replace(' --only none', '')}\` computes them and writes this part again.`,
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

function methodSections({ page, base, others, all, later }: Parts): string[] {
  const { from, to, dataset } = page
  const apart = apartIn(page)
  const front = others.filter(({ row }) => row.front)
  return [
    section(
      `Every method at 5 bp, ${from}–${to}`,
      'A line for each lag. ± is one standard error of the ratio to its left.',
      methodsTable(others, all),
    ),
    section(
      `The same without ${from}: ${from + 1}–${to}`,
      `${from === CRISIS ? 'The crisis year favours contrarian books. ' : ''}Intervals are 95 %, stationary bootstrap.`,
      laterTable(others, later),
    ),
    ...(apart
      ? [
          section(
            'The same in 2021–2024 alone',
            `To ${dataset.lastDate}. The data of these years came after every choice of a setting. A ratio has a standard error of about 0.5.`,
            laterTable(others, apart),
          ),
        ]
      : []),
    section(
      'Net Sharpe ratio by trading cost',
      'The same books accounted at other costs, without fitting again: policies were trained at twice 5 bp.',
      costTable(others, all),
    ),
    ...(base
      ? [
          section(
            'Differences to the default',
            `Sharpe ratio of the default (${labelOf(base.row)}) less that of the row, both on the same resampled dates. An interval that contains 0 shows no significant difference.`,
            differenceTable(base, others, all),
          ),
          ...(apart
            ? [
                section(
                  'Differences to the default in 2021–2024 alone',
                  'As above.',
                  differenceTable(base, others, apart),
                ),
              ]
            : []),
        ]
      : []),
    section(
      'Correlations of net returns',
      'Daily, at lag 1 and 5 bp, one row a method: of net above the diagonal, of hedged net below it.',
      correlationTable(front, all),
    ),
  ]
}

function paperSections({ page, base, others, all }: Parts): string[] {
  const { measured } = page
  return [
    section(
      'Table 2 of Attention Factors, beside ours',
      'Printed: CRSP, 39 characteristics, 1998–2021, decided and filled at one close (lag 0), no market hedge.',
      printedTable(
        measured.filter(({ row }) => row.table === 'methods' || row.id === 'equal-weight'),
        all,
      ),
    ),
    section(
      'Table 3 of Attention Factors, beside ours: a group of characteristics dropped',
      'Of the paper’s six groups these data have two, past returns and trading frictions, and sectors, which the paper does not have.',
      groupTable(measured, all),
    ),
    section(
      'Table I of Deep Learning Statistical Arbitrage, beside ours',
      'Printed: about 550 US names, 2002–2016, gross, trained without costs; ours are trained with costs, and no IPCA is here.',
      policyTable(others, all),
    ),
    section(
      'Rank ICs of the FactorVAE and STORM papers, beside ours',
      'Their other figures are beside ours in the parts on predictors and on STORM below.',
      predictorTable(
        others.filter(({ row }) => row.table === 'predictors'),
        all,
        'S&P 500',
      ),
    ),
    ...(base
      ? [
          section(
            'The default, year by year',
            'One year has a standard error of 1.',
            yearTable(base, page),
          ),
        ]
      : []),
  ]
}

function runSections({ page, all }: Parts): string[] {
  const { measured } = page
  return [
    section(
      'The runs',
      'Computed again: one split, trained and scored once more without its checkpoints, at the commit named.',
      runTable(measured, page),
    ),
    section(
      'Bounds',
      'Figures outside these bounds count as an error until explained.',
      checks(measured, all),
    ),
  ]
}

function summary(base: ResultRow, { all, later, page }: Parts): string {
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
