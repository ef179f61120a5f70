import { extname } from 'node:path'
import { SingleBar } from 'cli-progress'
import { Argument, type Command, Option } from 'commander'
import { CATALOGUE } from '../../src/catalogue.js'
import {
  EXPORT_FORMATS,
  EXPORT_KINDS,
  type ExportRequest,
  parseExport,
} from '../../src/export/request.js'
import { UsageError } from '../session/exit-code.js'
import { withSession } from '../session/open.js'
import type { Db } from '../session/session.js'
import { note, printJson } from '../session/terminal.js'
import type { ExportedFile } from '../tasks/export-file.js'
import { oneOf } from './option-values.js'
import { runIdOf } from './run-id.js'

/** Filters of the rows, written and checked as in the address of an export. */
interface ExportFlags extends Readonly<Record<string, string | boolean | undefined>> {
  readonly format?: string
  readonly out: string
  readonly split: string
  readonly json?: boolean
  readonly excel?: boolean
}

export function exportCommand(program: Command): void {
  program
    .command('export')
    .description('write published results to a file')
    .argument(
      '<run>',
      'id of a run or the start of it, or a strategy or `latest` for the run that answers',
    )
    .addArgument(
      new Argument('<what>', 'which table').choices(EXPORT_KINDS).argParser(oneOf(EXPORT_KINDS)),
    )
    .requiredOption('--out <file>', 'path of the file; - for standard output')
    .addOption(
      new Option('--format <format>', 'default: by the ending of the file name')
        .choices(EXPORT_FORMATS)
        .argParser(oneOf(EXPORT_FORMATS)),
    )
    .option('--split <name>', 'one split (default: all of them)', 'all')
    .option('--strategy <name>', 'strategy whose latest run it is (default: attention-longconv)')
    .option('--dataset <name>', 'dataset of that run (default: the default dataset)')
    .option('--date <date>', 'one date')
    .option('--from <date>', 'first date')
    .option('--to <date>', 'last date')
    .option(
      '--assets <symbols>',
      'symbols, separated by commas; one with a comma in quotes: A,"BRK,B"',
    )
    .option('--since <version>', 'only what was published after this data version')
    .option('--capital <amount>', 'orders: value of the book, for notional and shares')
    .option('--lot <shares>', 'orders: shares traded at once')
    .option('--excel', 'CSV: texts that a spreadsheet would compute as formulas are shown instead')
    .option(
      '--json',
      'print a summary as JSON (to standard error if the file goes to standard output)',
    )
    .addHelpText(
      'after',
      `
Examples:
  residua export latest residuals --out residuals.parquet
  residua export pca-ou pnl --format csv --out - | head`,
    )
    .action(runExport)
}

async function runExport(which: string, what: string, flags: ExportFlags): Promise<void> {
  const { out, json, split, format = formatOf(out), excel, verbose: _, ...rows } = flags
  const filters = { ...rows, ...(excel && { excel: 'true' }) }
  const { exportFile } = await import('../tasks/export-file.js')
  await withSession(async (session) => {
    const request = await requestOf(session.db, which, { what, split, format, filters })
    const bar = progressBar()
    try {
      const written = await exportFile(session, { request, out, onProgress: bar.update })
      bar.stop()
      report(written, json === true)
    } finally {
      bar.stop()
    }
  })
}

interface Asked {
  readonly what: string
  readonly split: string
  readonly format: string
  readonly filters: Readonly<Record<string, string | boolean | undefined>>
}

async function requestOf(
  db: Db,
  which: string,
  { what, split, format, filters }: Asked,
): Promise<ExportRequest> {
  const strategy = CATALOGUE.find(({ name }) => name === which)?.name
  const run = strategy || which === 'latest' ? 'latest' : await runIdOf(db, which)
  return parseExport(
    { run, split, file: `${what}.${format}` },
    { ...filters, ...(strategy && { strategy }) },
  )
}

function formatOf(out: string): string {
  const found = EXPORT_FORMATS.find((format) => extname(out) === `.${format}`)
  if (found) return found
  throw new UsageError(
    `the format is unknown: write --format, one of ${EXPORT_FORMATS.join(', ')}, or a file name that ends with one`,
  )
}

/** A bar on a terminal, nothing elsewhere. */
function progressBar() {
  if (!process.stderr.isTTY) return { update: () => {}, stop: () => {} }
  const bar = new SingleBar({
    stream: process.stderr,
    format: 'export {bar} {value} of {total} dates',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
  })
  bar.start(0, 0)
  return {
    update(dates: number, of: number) {
      bar.setTotal(of)
      bar.update(dates)
    },
    stop: () => bar.stop(),
  }
}

const MEGABYTE = 1e6
/** Of a run's id, enough to name it. */
const RUN_DIGITS = 8

function report(written: ExportedFile, json: boolean): void {
  if (json && written.out === '-') note(JSON.stringify(written))
  else if (json) printJson(written)
  else note(writtenLine(written))
}

/** Which strategy and run it took, and how much that was. */
function writtenLine({ out, strategy, runId, dates, bytes, version }: ExportedFile): string {
  const what = out === '-' ? '' : `${out}: `
  const size = `${dates} dates, ${(bytes / MEGABYTE).toFixed(1)} MB`
  return `${what}${strategy} (run ${runId.slice(0, RUN_DIGITS)}), ${size}, data version ${version}`
}
