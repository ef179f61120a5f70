import type { StoredRun } from '../../../src/store/read/runs.js'
import type { StoredSplit } from '../../../src/store/read/split-rows.js'
import { count, table } from './table.js'

export type RunRow = ReturnType<typeof toRunRow>

interface RunFacts {
  readonly dataset: string
  readonly splits: readonly StoredSplit[]
  readonly answers: boolean
  readonly trials: number
}

/** A run as `residua runs --json` prints it. */
export function toRunRow(run: StoredRun, { dataset, splits, answers, trials }: RunFacts) {
  return {
    id: run.id,
    strategy: run.strategy,
    dataset,
    status: run.status,
    stale: run.stale,
    answers,
    promoted: run.promotedAt !== null,
    trial: run.trial,
    trials,
    windows: splits.length,
    published: splits.filter(({ current }) => current !== null).length,
    failed: splits.filter(({ failure }) => failure !== null).length,
    seeds: run.seeds,
    engine: run.engine,
    config: run.config,
    createdAt: run.createdAt,
    finishedAt: run.finishedAt,
  }
}

const TITLES = [
  '',
  'run',
  'strategy',
  'dataset',
  'status',
  'splits',
  'seeds',
  'engine',
  'created',
] as const

export function runsText(rows: readonly RunRow[]): string {
  const runs = table(
    TITLES.map((title) => ({ title })),
    rows.map(cellsOf),
  )
  return `${runs}\n\n${trialLines(rows).join('\n')}`
}

function cellsOf(row: RunRow): string[] {
  const status = [row.status, row.stale ? 'stale' : '', row.trial ? 'trial' : '']
  return [
    row.answers ? '→' : '',
    row.id.slice(0, 8),
    row.strategy,
    row.dataset,
    status.filter(Boolean).join(', '),
    `${row.published} of ${row.windows}${row.failed ? `, ${row.failed} failed` : ''}`,
    row.seeds.join(' '),
    row.engine,
    row.createdAt.toISOString().slice(0, 16).replace('T', ' '),
  ]
}

/** How many settings of each strategy were tried: its Sharpe ratios are deflated by that number. */
function trialLines(rows: readonly RunRow[]): string[] {
  const lines = rows.map(
    ({ strategy, dataset, trials }) =>
      `${strategy} on ${dataset}: ${count(trials, 'setting')} tried`,
  )
  return [...new Set(lines)]
}
