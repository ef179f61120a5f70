import type { Command } from 'commander'
import { DEFAULT_STRATEGY } from '../../../src/catalogue.js'
import { first, last } from '../../../src/lib/at.js'
import { UserError } from '../../../src/lib/errors.js'
import type { StoredDataset } from '../../../src/store/datasets.js'
import type { StoredRun } from '../../../src/store/read/runs.js'
import { withSession } from '../../session/open.js'
import type { Db } from '../../session/session.js'
import { readSettings } from '../../session/settings.js'
import { print, printJson } from '../../session/terminal.js'
import type { RunReport } from '../../tasks/report/run-report.js'
import { chosenRun } from '../chosen-run.js'
import { lineChart } from '../show/chart.js'
import { comparisonLines } from '../show/comparison-lines.js'
import { engineWords } from '../show/engine-words.js'
import { predictionLines } from '../show/prediction-table.js'
import { measureLines, NOTES, reportTable } from '../show/report-table.js'

interface ReportFlags {
  readonly dataset?: string
  readonly against?: string
  readonly html?: string
  readonly pdf?: string
  readonly json?: boolean
}

export function reportCommand(program: Command): void {
  program
    .command('report')
    .description('measures and PnL of a run, per split and over all; as text or as a tear sheet')
    .argument(
      '[run]',
      'id of a run, or a strategy, for the run that answers for it',
      DEFAULT_STRATEGY,
    )
    .option('--dataset <name>', 'dataset of that strategy (default: the default dataset)')
    .option('--against <run>', 'a second strategy (or run) beside it, on the dates that both have')
    .option('--html <file>', 'write the tear sheet instead: one self-contained page')
    .option('--pdf <file>', 'write the tear sheet as a PDF file; needs Chromium or Chrome')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  residua report pca-ou --html pca-ou.html
  residua report attention-longconv --against pca-ou --pdf both.pdf`,
    )
    .action(printReport)
}

async function printReport(which: string, flags: ReportFlags): Promise<void> {
  const { runReport } = await import('../../tasks/report/run-report.js')
  const { reportInputs } = await import('../../tasks/report/report-inputs.js')
  await withSession(async (session) => {
    const { db } = session
    const { run, dataset, against } = await asked(db, which, flags)
    const report = await runReport(db, run, await reportInputs(db, dataset))
    const { html, pdf, json } = flags
    if (html || pdf) {
      const { writePages } = await import('./report-page.js')
      const written = await writePages(session, report, { dataset, against, html, pdf })
      if (!json) return print(written.map((path) => `Written: ${path}`).join('\n'))
    }
    const { comparison } = await import('../../tasks/report/sheet/against.js')
    const compared = against && (await comparison(db, [run, against], dataset.name))
    if (json) return printJson({ ...report, ...(compared && { against: compared }) })
    print(reportText(report))
    if (compared) print(`\n${comparisonLines(compared).join('\n')}`)
  })
}

interface Asked {
  readonly run: StoredRun
  readonly dataset: StoredDataset
  readonly against?: StoredRun
}

async function asked(db: Db, which: string, flags: ReportFlags): Promise<Asked> {
  const { datasetsById } = await import('../../../src/store/datasets.js')
  const of = flags.dataset ?? readSettings().dataset
  const run = await chosenRun(db, which, of)
  const [dataset] = await datasetsById(db, [run.datasetId])
  if (!dataset) throw new UserError(`the dataset of run ${run.id} was removed`)
  if (flags.against === undefined) return { run, dataset }
  const against = await chosenRun(db, flags.against, dataset.name)
  if (against.datasetId !== run.datasetId) {
    throw new UserError(`--against: run ${against.id} is of another dataset than run ${run.id}`)
  }
  if (against.strategy === run.strategy) {
    throw new UserError(
      `--against ${flags.against}: it is ${run.strategy} too; write another strategy`,
    )
  }
  return { run, dataset, against }
}

function reportText(report: RunReport): string {
  const { run } = report
  const head =
    `${run.strategy}, run ${run.id}, ${run.status}${run.stale ? ', stale' : ''}\n` +
    `${run.engineInfo ? engineWords(run.engineInfo) : run.engine}\n\n${reportTable(report)}`
  if (report.pnl.length === 0) return head
  const predictions = predictionLines(report)
  return [
    head,
    measureLines(report).join('\n'),
    ...(predictions.length > 0 ? [predictions.join('\n')] : []),
    charts(report),
    NOTES.join('\n'),
  ].join('\n\n')
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
