import type { Command } from 'commander'
import { withSession } from '../session/open.js'
import { print, printJson } from '../session/terminal.js'
import { addFileOptions, type FileFlags, readOptions } from './ingest.js'
import { createIngestProgress } from './show/ingest-progress.js'
import { table } from './show/table.js'

export function dataCommand(program: Command): void {
  const data = program
    .command('data')
    .description('datasets, and checking files')
    .addHelpText('after', '\nExample:\n  residua data list')
  const check = data
    .command('check')
    .description('say what is odd in price files and register nothing; exit 1 if unusable')
    .argument('<files...>', 'price files: CSV, CSV.gz or Parquet')
  addFileOptions(check)
    .addHelpText('after', '\nExample:\n  residua data check prices.csv.gz --membership members.csv')
    .action(checkData)
  data
    .command('list')
    .description('the datasets; → is used where none is named')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  residua data list --json')
    .action(listData)
  data
    .command('use')
    .description('make a dataset the one that is used where none is named')
    .argument('<name>', 'name of the dataset')
    .addHelpText('after', '\nExample:\n  residua data use sp500')
    .action((name: string) =>
      withSession(async ({ db }) => {
        const { useDataset } = await import('../../src/store/datasets.js')
        await useDataset(db, name)
        print(`${name} is the default dataset now.`)
      }),
    )
  data
    .command('remove')
    .description('remove a dataset, its runs and all they published')
    .argument('<name>', 'name of the dataset')
    .addHelpText('after', '\nExample:\n  residua data remove sp500')
    .action(removeData)
}

async function checkData(files: readonly string[], flags: FileFlags): Promise<void> {
  const { checkFiles } = await import('../../src/data/file-source/file-source.js')
  const { formatReport } = await import('../../src/data/quality/format.js')
  const progress = createIngestProgress()
  try {
    const { onProgress } = progress
    const report = await checkFiles({ ...readOptions(files, flags), onProgress })
    progress.stop()
    if (flags.json) printJson(report)
    else print(formatReport(report).join('\n'))
  } finally {
    progress.stop()
  }
}

async function listData({ json }: { json?: boolean }): Promise<void> {
  await withSession(async ({ db }) => {
    const { listDatasets } = await import('../../src/store/datasets.js')
    const datasets = await listDatasets(db)
    if (json) return printJson(datasets)
    if (datasets.length === 0)
      return print('No dataset yet: residua ingest <price file> makes one.')
    const { readManifest } = await import('../../src/data/dataset/folder.js')
    const factors = await Promise.all(
      datasets.map(async ({ path }) => (await readManifest(path).catch(() => null))?.factors ?? []),
    )
    const rows = datasets.map((dataset, k) => [
      dataset.isDefault ? '→' : '',
      dataset.name,
      `${dataset.firstDate} to ${dataset.lastDate}`,
      dataset.assetCount.toLocaleString('en'),
      dataset.rowCount.toLocaleString('en'),
      factors[k].join(', ') || '–',
      String(dataset.number),
    ])
    print(
      table(
        [
          { title: '' },
          { title: 'dataset' },
          { title: 'dates' },
          { title: 'assets', align: 'right' },
          { title: 'rows', align: 'right' },
          { title: 'factors' },
          { title: 'version', align: 'right' },
        ],
        rows,
      ),
    )
  })
}

async function removeData(name: string): Promise<void> {
  await withSession(async ({ db, config }) => {
    const { rm } = await import('node:fs/promises')
    const { listDatasets, removeDataset } = await import('../../src/store/datasets.js')
    const { checkpointFolderOf } = await import('../tasks/backtest/checkpoint-folder.js')
    const { folders, runIds } = await removeDataset(db, name)
    const kept = new Set((await listDatasets(db)).map(({ path }) => path))
    const gone = [
      ...folders.filter((folder) => !kept.has(folder)), // another name may hold the same bytes
      ...runIds.map((id) => checkpointFolderOf(config.home, id)),
    ]
    for (const folder of gone) await rm(folder, { recursive: true, force: true })
    print(`Removed ${name} and its ${runIds.length} runs.`)
  })
}
