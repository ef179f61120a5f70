import type { Command } from 'commander'
import { CATALOGUE, DEFAULT_STRATEGY } from '../../src/catalogue.js'
import { first, last } from '../../src/lib/at.js'
import { UserError } from '../../src/lib/errors.js'
import type { StoredRun } from '../../src/store/read/runs.js'
import { withSession } from '../session/open.js'
import type { Db } from '../session/session.js'
import { readSettings } from '../session/settings.js'
import { print, printJson } from '../session/terminal.js'
import type { RunReport } from '../tasks/report/run-report.js'
import { runIdOf } from './run-id.js'
import { lineChart } from './show/chart.js'
import { engineWords } from './show/engine-words.js'
import { predictionLines } from './show/prediction-table.js'
import { measureLines, NOTES, reportTable } from './show/report-table.js'

interface ReportFlags {
  readonly dataset?: string
  readonly html?: string
  readonly json?: boolean
}

export function reportCommand(program: Command): void {
  program
    .command('report')
    .description('measures and PnL of a run, per split and over all')
    .argument(
      '[run]',
      'id of a run, or a strategy, for the run that answers for it',
      DEFAULT_STRATEGY,
    )
    .option('--dataset <name>', 'dataset of that strategy (default: the default dataset)')
    .option('--html <file>', 'write one self-contained page instead, with curves')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  residua report pca-ou --html pca-ou.html')
    .action(printReport)
}

async function printReport(which: string, { dataset, html, json }: ReportFlags): Promise<void> {
  const { runReport } = await import('../tasks/report/run-report.js')
  const { reportInputs } = await import('../tasks/report/report-inputs.js')
  await withSession(async ({ db }) => {
    const run = await chosenRun(db, which, dataset ?? readSettings().dataset)
    const inputs = await reportInputs(db, run)
    const report = await runReport(db, run, inputs)
    if (html) await writePage(html, report, inputs.dataset)
    if (json) return printJson(report)
    if (html) return print(`Written: ${html}`)
    print(`${run.strategy}, run ${run.id}, ${run.status}${run.stale ? ', stale' : ''}`)
    print(`${run.engineInfo ? engineWords(run.engineInfo) : run.engine}\n`)
    print(reportTable(report))
    if (report.pnl.length === 0) return
    print(`\n${measureLines(report).join('\n')}`)
    const predictions = predictionLines(report)
    if (predictions.length > 0) print(`\n${predictions.join('\n')}`)
    print(`\n${charts(report)}`)
    print(`\n${NOTES.join('\n')}`)
  })
}

async function writePage(path: string, report: RunReport, dataset: string): Promise<void> {
  const { writeFile } = await import('node:fs/promises')
  const { reportHtml } = await import('./show/report-html.js')
  const title = `${titleOf(report.run.strategy)} on ${dataset}`
  await writeFile(path, reportHtml({ title, dataset, report }))
}

function titleOf(strategy: string): string {
  return CATALOGUE.find(({ name }) => name === strategy)?.title ?? strategy
}

async function chosenRun(db: Db, which: string, dataset: string | undefined): Promise<StoredRun> {
  const { answeringRuns, runsById } = await import('../../src/store/read/runs.js')
  if (!CATALOGUE.some(({ name }) => name === which)) {
    const [run] = await runsById(db, [await runIdOf(db, which)])
    if (run) return run
  }
  const { datasetByName } = await import('../../src/store/datasets.js')
  const { id, name } = await datasetByName(db, dataset)
  const [run] = await answeringRuns(db, { datasetIds: [id], strategy: which })
  if (run) return run
  throw new UserError(
    `${which} has published nothing on ${name}: residua backtest --dataset ${name} --strategy ${which}`,
  )
}

function charts({ pnl, hedgedNet }: RunReport): string {
  const ends = [first(pnl).date, last(pnl).date] as const
  let sum = 0
  const hedged = hedgedNet.map((value) => {
    sum += value ?? 0
    return sum
  })
  return [
    'Cumulative net PnL of a unit book',
    lineChart(
      pnl.map(({ cumulativeNet }) => cumulativeNet),
      { ends },
    ),
    '',
    'The same after the market hedge',
    lineChart(hedged, { ends }),
  ].join('\n')
}
