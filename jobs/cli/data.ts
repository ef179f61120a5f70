import { basename } from 'node:path'
import type { Command } from 'commander'
import { describeCalendar } from '../../src/data/calendar/describe.js'
import { first } from '../../src/lib/at.js'
import type { StoredDataset } from '../../src/store/datasets.js'
import { EXIT } from '../session/exit-code.js'
import { withSession } from '../session/open.js'
import { print, printJson } from '../session/terminal.js'
import { datasetNameOf } from '../tasks/data/dataset-name.js'
import { addFileOptions, type FileFlags, readOptions } from './ingest.js'
import { commandLine } from './next-command.js'
import { createIngestProgress } from './show/ingest-progress.js'
import { type Column, table } from './show/table.js'

export function dataCommand(program: Command): void {
  const data = program
    .command('data')
    .description('datasets, and checking files')
    .addHelpText('after', '\nExample:\n  residua data list')
  const check = data
    .command('check')
    .description('report what is suspicious in price files, store nothing; exit 1 if unusable')
    .argument('<files...>', 'price files: CSV, CSV.gz or Parquet')
  addFileOptions(check)
    .addHelpText('after', '\nExample:\n  residua data check prices.csv.gz --membership members.csv')
    .action(checkData)
  addRegistryCommands(data)
}

/** Commands on datasets that are registered. */
function addRegistryCommands(data: Command): void {
  data
    .command('list')
    .description('list the datasets; → is the default one')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  residua data list --json')
    .action(listData)
  data
    .command('use')
    .description('make a dataset the default one')
    .argument('<name>', 'name of the dataset')
    .addHelpText('after', '\nExample:\n  residua data use sp500')
    .action(useData)
  data
    .command('remove')
    .description('remove a dataset, its runs and all they published')
    .argument('<name>', 'name of the dataset')
    .addHelpText('after', '\nExample:\n  residua data remove sp500')
    .action(removeData)
}

async function checkData(
  files: readonly string[],
  flags: FileFlags,
  command: Command,
): Promise<void> {
  const { checkFiles } = await import('../../src/data/file-source/check-files.js')
  const { formatReport } = await import('../../src/data/quality/format.js')
  const progress = createIngestProgress()
  try {
    const { onProgress } = progress
    const report = await checkFiles({ ...(await readOptions(files, flags)), onProgress })
    progress.stop()
    const isUnusable = report.findings.some(({ severity }) => severity === 'error')
    if (isUnusable) process.exitCode = EXIT.act
    if (flags.json) return printJson(report)
    print(formatReport(report, flags).join('\n'))
    print(
      `\nNext: ${isUnusable ? 'correct the files, then ' : ''}${afterCheck(command, files, isUnusable)}`,
    )
  } finally {
    progress.stop()
  }
}

/** The same check again, or the ingest of the same files with the same options. */
function afterCheck(command: Command, files: readonly string[], isUnusable: boolean): string {
  const { rawArgs } = rootOf(command) as Command & { readonly rawArgs: readonly string[] }
  const [, , ...words] = rawArgs.filter((word) => !['--all', '--verbose'].includes(word))
  if (isUnusable) return commandLine(['data', 'check', ...words])
  return commandLine(['ingest', ...words, '--as', datasetNameOf(basename(first(files)))])
}

function rootOf(command: Command): Command {
  return command.parent ? rootOf(command.parent) : command
}

async function listData({ json }: { json?: boolean }): Promise<void> {
  await withSession(async ({ db }) => {
    const { listDatasets } = await import('../../src/store/datasets.js')
    const datasets = await listDatasets(db)
    if (json) return printJson(datasets)
    if (datasets.length === 0)
      return print('No dataset yet: residua ingest <price file> makes one.')
    print(table(COLUMNS, await Promise.all(datasets.map(cellsOf))))
  })
}

const COLUMNS: readonly Column[] = [
  { title: '' },
  { title: 'dataset' },
  { title: 'dates' },
  { title: 'assets', align: 'right' },
  { title: 'rows', align: 'right' },
  { title: 'calendar' },
  { title: 'factors' },
  { title: 'version', align: 'right' },
]

async function cellsOf(dataset: StoredDataset): Promise<string[]> {
  const { readManifest } = await import('../../src/data/dataset/folder.js')
  const manifest = await readManifest(dataset.path).catch(() => null) // on another machine
  return [
    dataset.isDefault ? '→' : '',
    dataset.name,
    `${dataset.firstDate} to ${dataset.lastDate}`,
    dataset.assetCount.toLocaleString('en'),
    dataset.rowCount.toLocaleString('en'),
    describeCalendar(dataset.calendar),
    manifest?.factors?.join(', ') || '–',
    String(dataset.number),
  ]
}

async function useData(name: string): Promise<void> {
  await withSession(async ({ db }) => {
    const { useDataset } = await import('../../src/store/datasets.js')
    await useDataset(db, name)
    print(`${name} is the default dataset now.`)
  })
}

async function removeData(name: string): Promise<void> {
  await withSession(async ({ db, pool, config }) => {
    const { rm } = await import('node:fs/promises')
    const { sweepPartitions } = await import('../../src/store/partitions.js')
    const { listDatasets, removeDataset } = await import('../../src/store/datasets.js')
    const { checkpointFolderOf } = await import('../tasks/backtest/checkpoint-folder.js')
    const { folders, runIds } = await removeDataset(db, name)
    await sweepPartitions(pool)
    const kept = new Set((await listDatasets(db)).map(({ path }) => path))
    const gone = [
      ...folders.filter((folder) => !kept.has(folder)), // another dataset may share a folder
      ...runIds.map((id) => checkpointFolderOf(config.home, id)),
    ]
    for (const folder of gone) await rm(folder, { recursive: true, force: true })
    print(`Removed ${name} and its ${runIds.length} runs.`)
  })
}
