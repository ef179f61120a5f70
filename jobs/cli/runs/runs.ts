import type { Command } from 'commander'
import { strategyInfo } from '../../../src/catalogue.js'
import { withSession } from '../../session/open.js'
import type { Db } from '../../session/session.js'
import { print, printJson } from '../../session/terminal.js'
import { runIdOf } from '../run-id.js'
import { type RunRow, runsText, toRunRow } from '../show/runs-table.js'
import { versionCommands } from './versions.js'

interface ListFlags {
  readonly strategy?: string
  readonly dataset?: string
  readonly json?: boolean
}

const MOST_RUNS = 1000

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
    .action(promote)
  runs
    .command('remove')
    .description('remove a run, all it published and its checkpoints')
    .argument('<run>', 'id of the run, or the start of it')
    .addHelpText('after', '\nExample:\n  residua runs remove 7f3c2a90')
    .action(remove)
  versionCommands(runs)
}

async function promote(id: string): Promise<void> {
  await withSession(async ({ db }) => {
    const { promoteRun } = await import('../../../src/store/publish/runs.js')
    const run = await promoteRun(db, await runIdOf(db, id))
    print(`Run ${run.id} answers for ${run.strategy} now.`)
  })
}

async function remove(id: string): Promise<void> {
  await withSession(async ({ db, pool, config }) => {
    const { rm } = await import('node:fs/promises')
    const { sweepPartitions } = await import('../../../src/store/partitions.js')
    const { removeRun } = await import('../../../src/store/publish/runs.js')
    const { checkpointFolderOf } = await import('../../tasks/backtest/checkpoint-folder.js')
    const run = await removeRun(db, await runIdOf(db, id))
    await sweepPartitions(pool)
    await rm(checkpointFolderOf(config.home, run.id), { recursive: true, force: true })
    print(`Removed run ${run.id} of ${run.strategy}.`)
  })
}

async function listRuns(flags: ListFlags): Promise<void> {
  await withSession(async ({ db }) => {
    const rows = await runRows(db, flags)
    if (flags.json) return printJson(rows)
    if (rows.length === 0) return print('No run yet: residua backtest --strategy pca-ou makes one.')
    print(runsText(rows))
  })
}

async function runRows(db: Db, { strategy, dataset }: ListFlags): Promise<RunRow[]> {
  const { answeringRuns, runPage } = await import('../../../src/store/read/runs.js')
  const { datasetByName, listDatasets } = await import('../../../src/store/datasets.js')
  const { splitsOfRuns } = await import('../../../src/store/read/splits.js')
  const { trialCounts } = await import('../../../src/store/read/run-trials.js')
  if (strategy !== undefined) strategyInfo(strategy)
  const datasetId = dataset === undefined ? undefined : (await datasetByName(db, dataset)).id
  const { runs } = await runPage(db, { first: MOST_RUNS, strategy, datasetId })
  const datasets = await listDatasets(db)
  const runIds = runs.map(({ id }) => id)
  const splits = await splitsOfRuns(db, runIds)
  const trials = await trialCounts(db, runs)
  const answering = await answeringRuns(db, { datasetIds: datasets.map(({ id }) => id) })
  const answers = new Set(answering.map(({ id }) => id))
  return runs.map((run, i) =>
    toRunRow(run, {
      dataset: datasets.find(({ id }) => id === run.datasetId)?.name ?? '',
      splits: splits[i] ?? [],
      answers: answers.has(run.id),
      trials: trials[i] ?? 0,
    }),
  )
}
