import { basename } from 'node:path'
import { type Command, Option } from 'commander'
import type { ReadOptions } from '../../src/data/file-source/market-files.js'
import { first } from '../../src/lib/at.js'
import { UsageError } from '../session/exit-code.js'
import { withSession } from '../session/open.js'
import { readSettings } from '../session/settings.js'
import { print, printJson } from '../session/terminal.js'
import { createIngestProgress } from './show/ingest-progress.js'
import { count } from './show/table.js'

export interface FileFlags {
  readonly sectors?: string
  readonly membership?: string
  readonly characteristics?: string
  readonly factors?: string
  readonly column: readonly string[]
  readonly all?: boolean
  readonly json?: boolean
}

interface IngestFlags extends FileFlags {
  readonly as?: string
}

export function ingestCommand(program: Command): void {
  const command = program
    .command('ingest')
    .description('check price files and register them as a dataset, or extend one')
    .argument('<files...>', 'price files: CSV, CSV.gz or Parquet')
    .option('--as <name>', 'name of the dataset (default: that of the first file)')
  addFileOptions(command).addHelpText('after', EXAMPLE).action(runIngest)
}

const EXAMPLE = `
Long format: date, symbol and one of close and adj_close are required; open, high, low and volume
are used if present. If the dataset exists it is extended: files that only add dates leave its runs
valid; files that change the past mark them as stale.

Example:
  residua ingest prices.csv.gz --membership members.csv --sectors sectors.csv --as sp500`

/** Options of everything that reads price files. */
export function addFileOptions(command: Command): Command {
  return command
    .option('--sectors <file>', 'sectors: symbol, sector[, name]')
    .option('--membership <file>', 'index members: symbol, member_from, member_to (exclusive)')
    .option('--characteristics <file>', 'your own characteristics: date, symbol, one column each')
    .option('--factors <file>', 'Fama-French returns in percent: date, Mkt-RF[, SMB, HML, …, Mom]')
    .addOption(
      new Option('--column <ours=yours>', 'a column with another name in the file; may be repeated')
        .default([], 'none')
        .argParser((pair: string, before: string[]) => [...before, pair]),
    )
    .option('--all', 'print every finding, file and year of the quality report')
    .option('--json', 'print JSON, with every finding')
}

export function readOptions(files: readonly string[], flags: FileFlags): ReadOptions {
  const { sectors, membership, characteristics, factors } = flags
  const given = flags.column.map((pair) => {
    const [ours, yours] = pair.split('=', 2)
    if (!ours || !yours) throw new UsageError(`--column ${pair}: write it as adj_close=AdjClose`)
    return [ours, yours]
  })
  const mapping = { ...readSettings().ingest?.columns, ...Object.fromEntries(given) }
  return { files, sectors, membership, characteristics, factors, mapping }
}

async function runIngest(files: readonly string[], flags: IngestFlags): Promise<void> {
  const { ingest } = await import('../tasks/data/ingest.js')
  const { formatReport } = await import('../../src/data/quality/format.js')
  const name = flags.as ?? basename(first(files)).replace(/\.(csv|parquet)?(\.gz)?$/i, '')
  const options = readOptions(files, flags)
  await withSession(async (session) => {
    const progress = createIngestProgress()
    try {
      const outcome = await ingest(session, { ...options, name, onProgress: progress.onProgress })
      progress.stop()
      const { dataset, report, registered, addedRows, restatement } = outcome
      if (flags.json) return printJson({ name, ...registered, dataset, report, restatement })
      print(formatReport(report, flags).join('\n'))
      const range = `${dataset.firstDate} to ${dataset.lastDate}, ${count(dataset.assetCount, 'asset')}`
      if (!registered.created) return print(`\n${name} already contains all of it: ${range}.`)
      const version = registered.number > 1 ? `, version ${registered.number}` : ''
      print(`\n${name}${version}: ${range}; ${count(addedRows, 'row')} added.`)
      if (restatement) {
        const { symbol, date, message } = restatement
        print(`The past was restated (${symbol} ${date}: ${message}): its runs are stale.`)
      }
    } finally {
      progress.stop()
    }
  })
}
