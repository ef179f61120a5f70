import { createObserver } from '../../jobs/cli/show/backtest-observer.js'
import { defaultWorkers } from '../../jobs/pool/default-workers.js'
import { withSession } from '../../jobs/session/open.js'
import type { Db } from '../../jobs/session/session.js'
import { factorReturnsOf } from '../../jobs/tasks/data/factor-returns.js'
import { usualVolume } from '../../jobs/tasks/data/usual-volume.js'
import { ENGINE_CHOICES, type EngineChoice } from '../../src/config.js'
import { loadPanel } from '../../src/data/dataset/load-panel.js'
import type { Panel } from '../../src/data/panel.js'
import { first } from '../../src/lib/at.js'
import { UserError } from '../../src/lib/errors.js'
import { datasetByName, type StoredDataset } from '../../src/store/datasets.js'
import { assetAxes } from '../../src/store/read/assets.js'
import { type MeasuredRow, measuredRows } from './measures.js'
import { type BenchRow, benchRows, type RunRow } from './runs.js'

/** Options of a bench that computes the missing runs of a page, for `benchOptions`. */
export const WALK_FORWARD_OPTIONS = {
  from: { type: 'string', default: '2008', what: 'first test year' },
  to: { type: 'string', default: '2020', what: 'last test year' },
  seeds: { type: 'string', what: 'seeds of every row; by default those of each strategy' },
  engine: { type: 'string', what: 'TensorFlow engine; by default the fastest here' },
  workers: { type: 'string', what: 'windows side by side; by default one per core' },
  budget: { type: 'string', what: 'begin no run after so many minutes; by default no limit' },
  only: {
    type: 'string',
    what: 'compute these rows alone, separated by commas; `none` computes nothing',
  },
  list: { type: 'boolean', what: 'print the rows and stop' },
} as const

export interface WalkForwardValues {
  readonly dataset?: string
  readonly from: string
  readonly to: string
  readonly seeds?: string
  readonly engine?: string
  readonly workers?: string
  readonly budget?: string
  readonly only?: string
  readonly list: boolean
}

/** The rows of a page, with and without a complete run. */
export interface OpenedRows<Row extends RunRow> {
  readonly db: Db
  readonly home: string
  readonly dataset: StoredDataset
  readonly panel: Panel
  readonly from: number
  readonly to: number
  readonly rows: readonly BenchRow<Row>[]
  /** Those with a complete run. */
  readonly measured: readonly MeasuredRow<Row>[]
}

/**
 * Takes each planned row's run from the store and computes what is missing, with progress; after an
 * interruption it resumes. Calls `use` with all rows, unless `--list` only prints them.
 */
export async function withRows<Row extends RunRow>(
  values: WalkForwardValues,
  planned: readonly Row[],
  use: (opened: OpenedRows<Row>) => Promise<void> | void,
): Promise<void> {
  if (values.list) return list(planned)
  const [from, to] = [whole('--from', values.from), whole('--to', values.to)]
  const only = onlyOf(values.only, planned)
  const engine = engineOf(values.engine)
  const seeds = values.seeds === undefined ? undefined : whole('--seeds', values.seeds)
  const workers =
    values.workers === undefined ? defaultWorkers() : whole('--workers', values.workers)
  const budgetMinutes =
    values.budget === undefined ? Number.POSITIVE_INFINITY : whole('--budget', values.budget)
  await withSession(
    async (session) => {
      const dataset = await datasetByName(session.db, values.dataset)
      const [panel, axes] = await Promise.all([
        loadPanel(dataset.path),
        assetAxes(session.db, [dataset.id]),
      ])
      const positions = new Map(first(axes).map(({ symbol, position }) => [symbol, position]))
      const rows = await benchRows(
        session,
        planned,
        { dataset: dataset.name, from, to, seeds, engine, workers, budgetMinutes, only },
        { volume: usualVolume(panel, positions), observe: () => createObserver({}), print: note },
      )
      const measured = measuredRows(rows, { factors: factorReturnsOf(panel) })
      const { db, config } = session
      await use({ db, home: config.home, dataset, panel, from, to, rows, measured })
    },
    { stopsItself: true },
  )
}

function list(planned: readonly RunRow[]): void {
  for (const { id, label, settings } of planned) {
    process.stdout.write(`${id}  ${label}  ${JSON.stringify(settings)}\n`)
  }
}

function onlyOf(text: string | undefined, planned: readonly RunRow[]): readonly string[] | null {
  if (text === undefined) return null
  const only = text.split(',').filter((id) => id !== 'none')
  const unknown = only.find((id) => !planned.some((row) => row.id === id))
  if (unknown === undefined) return only
  throw new UserError(`--only ${unknown}: there is no such row; --list prints them`)
}

function engineOf(name: string | undefined): EngineChoice | undefined {
  const found = ENGINE_CHOICES.find((choice) => choice === name)
  if (found !== undefined || name === undefined) return found
  throw new UserError(`--engine ${name}: there are ${ENGINE_CHOICES.join(', ')}`)
}

function whole(flag: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new UserError(`${flag} ${text} is not a whole number`)
}

function note(text: string): void {
  process.stderr.write(`${text}\n`)
}
