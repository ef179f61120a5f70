import type { SheetRenderer } from '../../../src/dashboard/sheet/model.js'
import type { StoredDataset } from '../../../src/store/datasets.js'
import type { StoredRun } from '../../../src/store/read/runs.js'
import type { Session } from '../../session/session.js'
import type { RunReport } from '../../tasks/report/run-report.js'
import type { SheetTexts } from '../../tasks/report/sheet/sheet.js'
import { engineWords } from '../show/engine-words.js'
import { PREDICTION_NOTES, PREDICTION_TITLES, predictionRows } from '../show/prediction-table.js'
import { NOTES } from '../show/report-table.js'

export interface PageOptions {
  readonly dataset: StoredDataset
  readonly against?: StoredRun
  readonly html?: string
  readonly pdf?: string
}

/** Writes the tear sheet of a run as a page, as a PDF file, or both; returns the paths. */
export async function writePages(
  { db, signal }: Pick<Session, 'db' | 'signal'>,
  report: RunReport,
  { dataset, against, html, pdf }: PageOptions,
): Promise<string[]> {
  const { sheetOf } = await import('../../tasks/report/sheet/sheet.js')
  const { writeFile } = await import('node:fs/promises')
  const { chromiumPath, printPdf } = await import('../../tasks/report/print-pdf.js')
  if (pdf) chromiumPath() // before the work
  const texts = textsOf(report, dataset)
  const page = (await renderer()).sheetHtml(
    await sheetOf(db, report.run, { dataset, texts, against }),
  )
  if (html) await writeFile(html, page)
  if (pdf) await printPdf(page, pdf, { signal })
  return [html, pdf].filter((path) => path !== undefined)
}

/** The page's components as they were built for Node. */
function renderer(): Promise<SheetRenderer> {
  return import(new URL('../../../sheet/render.js', import.meta.url).href) as Promise<SheetRenderer>
}

function textsOf(report: RunReport, dataset: StoredDataset): SheetTexts {
  const predictions = predictionRows(report)
  return {
    facts: factsOf(report, dataset),
    predictions:
      predictions.length === 0
        ? null
        : { titles: PREDICTION_TITLES, rows: predictions, notes: PREDICTION_NOTES },
    notes: NOTES,
  }
}

function factsOf({ run, splits, trials }: RunReport, dataset: StoredDataset): SheetTexts['facts'] {
  const published = splits.flatMap(({ current }) => (current ? [current] : []))
  const seconds = splits.reduce((sum, { trainSeconds }) => sum + (trainSeconds ?? 0), 0)
  return [
    ['strategy', run.strategy],
    ['run', run.id],
    ['status', `${run.status}${run.stale ? ', stale: its data were restated' : ''}`],
    ['dataset', `${dataset.name}, version ${dataset.number}`],
    ['data hash', dataset.hash],
    ['data range', `${dataset.firstDate} to ${dataset.lastDate}, ${dataset.assetCount} assets`],
    ['calendar', dataset.calendar.name],
    ['seeds', run.seeds.join(', ')],
    ['settings tried', String(trials)],
    ['engine', run.engineInfo ? engineWords(run.engineInfo) : run.engine],
    ['training time', seconds > 0 ? `${Math.round(seconds)} s` : 'trains nothing'],
    ['commit', run.commit ?? 'unknown'],
    ['splits published', `${published.length} of ${splits.length}`],
    ['data version', String(Math.max(0, ...published.map(({ version }) => version)))],
    ['run created', run.createdAt.toISOString().slice(0, 10)],
  ]
}
