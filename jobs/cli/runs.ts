import type { Command } from 'commander'
import type { StoredDataset } from '../../src/store/datasets.js'
import type { StoredRun } from '../../src/store/read/runs.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import { withSession } from '../session/open.js'
import { print, printJson } from '../session/terminal.js'
import { runIdOf } from './run-id.js'
import { versionCommands } from './runs-versions.js'
import { count, table } from './show/table.js'

interface ListFlags {
  readonly strategy?: string
  readonly dataset?: string
  readonly json?: boolean
}

const MOST = 1000

export function runsCommand(program: Command): void {
  const runs = program
    .command('runs')
    .description('list the runs, newest first; → answers for its dataset and strategy')
    .option('--strategy <name>', 'of this strategy')
    .option('--dataset <name>', 'on this dataset')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  residua runs --strategy pca-ou')
    .action(listRuns)
  runs
    .command('promote')
    .description('let a run answer for its dataset and strategy until another is promoted')
    .argument('<run>', 'id of the run, or the start of it')
    .addHelpText('after', '\nExample:\n  residua runs promote 7f3c2a90')
    .action((id: string) =>
      withSession(async ({ db }) => {
        const { promoteRun } = await import('../../src/store/publish/runs.js')
        const run = await promoteRun(db, await runIdOf(db, id))
        print(`Run ${run.id} answers for ${run.strategy} now.`)
      }),
    )
  runs
    .command('remove')
    .description('remove a run, all it published and its checkpoints')
    .argument('<run>', 'id of the run, or the start of it')
    .addHelpText('after', '\nExample:\n  residua runs remove 7f3c2a90')
    .action((id: string) =>
      withSession(async ({ db, config }) => {
        const { rm } = await import('node:fs/promises')
        const { removeRun } = await import('../../src/store/publish/runs.js')
        const { checkpointFolderOf } = await import('../tasks/backtest/checkpoint-folder.js')
        const run = await removeRun(db, await runIdOf(db, id))
        await rm(checkpointFolderOf(config.home, run.id), { recursive: true, force: true })
        print(`Removed run ${run.id} of ${run.strategy}.`)
      }),
    )
  versionCommands(runs)
}

async function listRuns({ strategy, dataset, json }: ListFlags): Promise<void> {
  await withSession(async ({ db }) => {
    const { answeringRuns, runPage } = await import('../../src/store/read/runs.js')
    const { datasetByName, listDatasets } = await import('../../src/store/datasets.js')
    const { splitsOfRuns } = await import('../../src/store/read/splits.js')
    const { trialCounts } = await import('../../src/store/read/run-trials.js')
    const datasetId = dataset === undefined ? undefined : (await datasetByName(db, dataset)).id
    const { runs } = await runPage(db, { first: MOST, strategy, datasetId })
    const datasets = await listDatasets(db)
    const splits = await splitsOfRuns(
      db,
      runs.map(({ id }) => id),
    )
    const answering = await answeringRuns(db, { datasetIds: datasets.map(({ id }) => id) })
    const answers = new Set(answering.map(({ id }) => id))
    const trials = await trialCounts(db, runs)
    const rows = runs.map((run, i) =>
      runRow(run, splits[i], datasets, { answers: answers.has(run.id), trials: trials[i] }),
    )
    if (json) return printJson(rows)
    if (rows.length === 0) return print('No run yet: residua backtest --strategy pca-ou makes one.')
    print(
      table(
        ['', 'run', 'strategy', 'dataset', 'status', 'windows', 'seeds', 'engine', 'created'].map(
          (title) => ({ title }),
        ),
        rows.map((row) => [
          row.answers ? '→' : '',
          row.id.slice(0, 8),
          row.strategy,
          row.dataset,
          [row.status, row.stale ? 'stale' : '', row.trial ? 'trial' : '']
            .filter(Boolean)
            .join(', '),
          `${row.published} of ${row.windows}${row.failed ? `, ${row.failed} failed` : ''}`,
          row.seeds.join(' '),
          row.engine,
          row.createdAt.toISOString().slice(0, 16).replace('T', ' '),
        ]),
      ),
    )
    print(`\n${triedLines(rows).join('\n')}`)
  })
}

/** How many settings were tried of each strategy: what a Sharpe ratio must be deflated by. */
function triedLines(rows: readonly { strategy: string; dataset: string; trials: number }[]) {
  const lines = rows.map(
    ({ strategy, dataset, trials }) =>
      `${strategy} on ${dataset}: ${count(trials, 'setting')} tried`,
  )
  return [...new Set(lines)]
}

function runRow(
  run: StoredRun,
  splits: readonly StoredSplit[],
  datasets: readonly StoredDataset[],
  { answers, trials }: { readonly answers: boolean; readonly trials: number },
) {
  return {
    id: run.id,
    strategy: run.strategy,
    dataset: datasets.find(({ id }) => id === run.datasetId)?.name ?? '',
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
