import { basename } from 'node:path'
import { type Command, Option } from 'commander'
import { readCalendar } from '../../src/data/calendar/read.js'
import type { ReadOptions } from '../../src/data/file-source/market-files.js'
import { first } from '../../src/lib/at.js'
import { UsageError } from '../session/exit-code.js'
import { withSession } from '../session/open.js'
import { readSettings } from '../session/settings.js'
import { print, printJson } from '../session/terminal.js'
import { nextCommand } from './next-command.js'
import { createIngestProgress } from './show/ingest-progress.js'
import { count } from './show/table.js'

export interface FileFlags {
  readonly sectors?: string
  readonly membership?: string
  readonly characteristics?: string
  readonly factors?: string
  readonly calendar?: string
  readonly sessionCoverage?: number
  readonly column: readonly string[]
  readonly wide?: boolean
  readonly symbolFromName?: boolean
  readonly dateFormat?: string
  readonly decimal?: '.' | ','
  readonly all?: boolean
  readonly json?: boolean
}

interface IngestFlags extends FileFlags {
  readonly as?: string
  readonly currency?: string
}

export function ingestCommand(program: Command): void {
  const command = program
    .command('ingest')
    .description('check price files and register them as a dataset, or extend one')
    .argument('<files...>', 'price files: CSV, CSV.gz or Parquet')
    .option('--as <name>', 'name of the dataset (default: that of the first file)')
    .option('--currency <code>', 'currency of the prices, for amounts in reports (default: none)')
  addFileOptions(command).addHelpText('after', EXAMPLE).action(runIngest)
}

const EXAMPLE = `
Long format: date, symbol and one of close and adj_close are required; open, high, low and volume
are used if present. Names of columns are found as vendors spell them; where a file can be read in
more than one way, the message names the option to add. If the dataset exists it is extended: files that only add dates leave its runs
valid; files that change the past mark them as stale.

Example:
  residua ingest prices.csv.gz --membership members.csv --sectors sectors.csv --as sp500
  residua ingest AAPL.csv MSFT.csv --symbol-from-name --sectors sectors.csv --as mine`

function shareOf(text: string): number {
  const share = Number(text)
  if (text.trim() !== '' && share >= 0 && share <= 1) return share
  throw new UsageError(`--session-coverage ${text}: give a share from 0 to 1, e.g. 0.5`)
}

/** Options of everything that reads price files. */
export function addFileOptions(command: Command): Command {
  return command
    .option('--sectors <file>', 'sectors: symbol, sector[, name]')
    .option('--membership <file>', 'index members: symbol, member_from, member_to (exclusive)')
    .option('--characteristics <file>', 'your own characteristics: date, symbol, one column each')
    .option('--factors <file>', 'Fama-French returns in percent: date, Mkt-RF[, SMB, HML, …, Mom]')
    .option(
      '--calendar <calendar>',
      'XNYS, weekdays, weekdays:<closings>, or a file of sessions, one ISO date a line (default: inferred)',
    )
    .option(
      '--session-coverage <share>',
      'a date with rows of a smaller share of the assets on the dates before it is no session (default: 0.5; 0: all are)',
      shareOf,
    )
    .addOption(
      new Option(
        '--column <[file:]ours=yours>',
        'a column with another name, as symbol=Code; sectors:symbol=Code (or the name of a file) for one file alone; may be repeated',
      )
        .default([], 'none')
        .argParser((pair: string, before: string[]) => [...before, pair]),
    )
    .option('--wide', 'price files have one column of closes for each symbol')
    .option('--symbol-from-name', 'price files without symbols are named by them, as AAPL.csv')
    .option('--date-format <format>', 'how dates are written, as %d/%m/%Y')
    .addOption(
      new Option('--decimal <character>', 'the decimal point of CSV files').choices(['.', ',']),
    )
    .option('--all', 'print every finding, file and year of the quality report')
    .option('--json', 'print JSON, with every finding')
}

export async function readOptions(
  files: readonly string[],
  flags: FileFlags,
): Promise<ReadOptions> {
  const { sectors, membership, characteristics, factors, sessionCoverage } = flags
  const { wide, symbolFromName, dateFormat, decimal } = flags
  const given = flags.column.map((pair) => {
    const at = pair.indexOf('=')
    const [ours, yours] = [pair.slice(0, Math.max(0, at)), pair.slice(at + 1)]
    if (!ours || !yours) throw new UsageError(`--column ${pair}: write it as adj_close=AdjClose`)
    return [ours, yours]
  })
  const { columns, ...configured } = readSettings().ingest ?? {}
  const mapping = { ...columns, ...Object.fromEntries(given) }
  const format = {
    wide: wide ?? configured.wide,
    symbolFromName: symbolFromName ?? configured.symbolFromName,
    dateFormat: dateFormat ?? configured.dateFormat,
    decimal: decimal ?? configured.decimal,
  }
  const calendar = flags.calendar === undefined ? undefined : await readCalendar(flags.calendar)
  const labels = { sectors, membership, characteristics, factors }
  return { files, ...labels, calendar, sessionCoverage, mapping, format }
}

async function runIngest(files: readonly string[], flags: IngestFlags): Promise<void> {
  const { ingest } = await import('../tasks/data/ingest.js')
  const { formatReport } = await import('../../src/data/quality/format.js')
  const { datasetNameOf } = await import('../tasks/data/dataset-name.js')
  const name = flags.as ?? datasetNameOf(basename(first(files)))
  const options = { ...(await readOptions(files, flags)), currency: flags.currency }
  await withSession(async (session) => {
    const progress = createIngestProgress()
    try {
      const outcome = await ingest(session, { ...options, name, onProgress: progress.onProgress })
      progress.stop()
      const { dataset, report, registered, addedRows, restatement } = outcome
      if (flags.json) return printJson({ name, ...registered, dataset, report, restatement })
      print(formatReport(report, flags).join('\n'))
      const { firstDate, lastDate, assetCount, calendar } = dataset
      const range = `${firstDate} to ${lastDate}, ${count(assetCount, 'asset')}, calendar ${calendar.name}`
      const next = await nextCommand(session.db, name, restatement !== null)
      if (!registered.created)
        return print(`\n${name} already contains all of it: ${range}.\nNext: ${next}`)
      const version = registered.number > 1 ? `, version ${registered.number}` : ''
      print(`\n${name}${version}: ${range}; ${count(addedRows, 'row')} added.`)
      if (restatement) {
        const { symbol, date, message } = restatement
        print(`The past was restated (${symbol} ${date}: ${message}): its runs are stale.`)
      }
      print(`Next: ${next}`)
    } finally {
      progress.stop()
    }
  })
}
