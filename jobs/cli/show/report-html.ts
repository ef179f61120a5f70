import type { PnlRow } from '../../../src/accounts/pnl.js'
import { first, last } from '../../../src/lib/at.js'
import { canonicalJson } from '../../../src/lib/hash.js'
import type { ReportRow, RunReport } from '../../tasks/report/run-report.js'
import { engineWords } from './engine-words.js'
import { PREDICTION_NOTES, PREDICTION_TITLES, predictionRows } from './prediction-table.js'
import { STYLE } from './report-style.js'
import { NOTES, warningLines } from './report-table.js'
import { BOOK_TITLES, bookRows, measureRows } from './run-measures.js'
import { type Curve, curveChart } from './svg-curves.js'
import { fixed, percent } from './table.js'

export interface ReportPage {
  readonly title: string
  readonly dataset: string
  readonly report: RunReport
}

/** A run's report as one self-contained page: tables and curves, no script, no network. */
export function reportHtml({ title, dataset, report }: ReportPage): string {
  const { run, all } = report
  const settings = JSON.stringify(JSON.parse(canonicalJson(run.config)), null, 2)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<dl>${factsOf(dataset, report).map(term).join('')}</dl>
${warningLines(report.splits)
  .map((line) => `<p>${escaped(line)}</p>`)
  .join('')}${all ? measured(report, all) : '<p>No date has been scored yet.</p>'}
<h2>Settings</h2>
<pre>${escaped(settings)}</pre>
<footer>${NOTES.map((line) => escaped(line)).join(' ')}</footer>
</main>
</body>
</html>
`
}

type Fact = readonly [name: string, value: string]

function term([name, value]: Fact): string {
  return `<div><dt>${name}</dt><dd>${escaped(value)}</dd></div>`
}

function factsOf(dataset: string, { run, all, pnl, trials }: RunReport): readonly Fact[] {
  const range = all && pnl.length > 0 ? `${first(pnl).date} to ${last(pnl).date}` : 'no date yet'
  return [
    ['strategy', run.strategy],
    ['dataset', dataset],
    ['run', run.id],
    ['seeds', run.seeds.join(', ')],
    ['engine', run.engineInfo ? engineWords(run.engineInfo) : run.engine],
    ['commit', run.commit ?? 'unknown'],
    ['dates', range],
    ['settings tried', String(trials)],
  ]
}

function measured(report: RunReport, all: ReportRow): string {
  return `<h2>Cumulative PnL of a unit book</h2>
${curveChart({ dates: report.pnl.map(({ date }) => date), curves: curvesOf(report) })}
<h2>Over all dates</h2>
${htmlTable(['', ...BOOK_TITLES], measureRows(all))}
${htmlTable(['the book', 'lag 0', 'lag 1'], bookRows(all, report.currency))}
${predictions(report)}<h2>By year</h2>
${htmlTable(YEAR_TITLES, report.years.map(yearRow))}
<h2>By split</h2>
${htmlTable(['split', ...YEAR_TITLES.slice(1)], report.rows.map(yearRow))}`
}

function predictions(report: RunReport): string {
  const rows = predictionRows(report)
  if (rows.length === 0) return ''
  const notes = PREDICTION_NOTES.map(escaped).join(' ')
  return `<h2>Predictions</h2>\n${htmlTable(PREDICTION_TITLES, rows)}\n<p>${notes}</p>\n`
}

const YEAR_TITLES = [
  'year',
  'gross SR',
  'net SR',
  'hedged SR',
  'net, lag 1',
  'hedged, lag 1',
  '± SE',
  'net',
  'hedged',
  'turnover',
  'beta',
]

function yearRow({ name, measures, lagOne }: ReportRow): string[] {
  return [
    name,
    fixed(measures.grossSharpe),
    fixed(measures.netSharpe),
    fixed(measures.hedgedNetSharpe),
    fixed(lagOne.netSharpe),
    fixed(lagOne.hedgedNetSharpe),
    fixed(measures.netSharpeStandardError),
    percent(measures.meanNet),
    percent(measures.meanHedgedNet),
    fixed(measures.turnover),
    fixed(measures.marketBeta),
  ]
}

function curvesOf(report: RunReport): Curve[] {
  const net = (rows: readonly PnlRow[]) => rows.map(({ cumulativeNet }) => cumulativeNet)
  return [
    { name: 'net', values: net(report.pnl), colour: 'var(--net)' },
    { name: 'hedged', values: runningSum(report.hedgedNet), colour: 'var(--hedged)' },
    { name: 'net, lag 1', values: net(report.laggedPnl), colour: 'var(--net)', dashed: true },
    {
      name: 'hedged, lag 1',
      values: runningSum(report.laggedHedgedNet),
      colour: 'var(--hedged)',
      dashed: true,
    },
  ]
}

function runningSum(values: readonly (number | null)[]): number[] {
  let sum = 0
  return values.map((value) => {
    sum += value ?? 0
    return sum
  })
}

function htmlTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, texts: readonly string[]) =>
    texts.map((text) => `<${tag}>${escaped(text)}</${tag}>`).join('')
  const body = rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n')
  return `<div class="wide"><table><thead><tr>${cells('th', titles)}</tr></thead><tbody>\n${body}\n</tbody></table></div>`
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
