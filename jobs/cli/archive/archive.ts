import type { Command } from 'commander'
import { isIsoDate } from '../../../src/lib/dates.js'
import { UserError } from '../../../src/lib/errors.js'
import { withSession } from '../../session/open.js'
import type { Session } from '../../session/session.js'
import { note, print, printJson } from '../../session/terminal.js'
import { runIdOf } from '../run-id.js'
import { count } from '../show/table.js'

interface ArchiveFlags {
  readonly before?: string
  readonly folder?: string
  readonly run?: string
  readonly split?: string
  readonly restore?: boolean
  readonly check?: boolean
  readonly movedTo?: string
  readonly json?: boolean
}

export function archiveCommand(program: Command): void {
  program
    .command('archive')
    .description('move the arrays of old splits into Parquet files; every answer stays the same')
    .option('--before <date>', 'splits whose test range ended before this date')
    .option(
      '--folder <folder>',
      'where the files go (a disk or a mounted bucket); default: archive in the home',
    )
    .option('--run <id>', 'of this run alone')
    .option('--split <name>', 'splits of this name alone')
    .option('--restore', 'put archived arrays back into the database, and delete their files')
    .option('--check', 'compare every file with its checksum')
    .option('--moved-to <folder>', 'the files were moved to this folder')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  residua archive --before 2018-01-01')
    .action(run)
}

function run(flags: ArchiveFlags): Promise<void> {
  const chosen = [flags.before, flags.restore, flags.check, flags.movedTo].filter(Boolean)
  if (chosen.length !== 1) {
    throw new UserError('choose one of --before DATE, --restore, --check and --moved-to FOLDER')
  }
  return withSession((session) => act(session, flags), { stopsItself: true })
}

async function act(session: Session, flags: ArchiveFlags): Promise<void> {
  if (flags.check) return check(session, flags)
  if (flags.movedTo !== undefined) return moved(session, flags.movedTo)
  const task = await import('../../tasks/archive.js')
  const of = {
    runId: flags.run === undefined ? undefined : await runIdOf(session.db, flags.run),
    split: flags.split,
    onContent: ({ strategy, split }: { strategy: string; split: string }) =>
      note(`${strategy} ${split}`),
  }
  if (flags.restore) {
    const outcome = await task.restore(session, of)
    if (flags.json) return printJson(outcome)
    return print(`${count(outcome.contents, 'content')} restored: ${count(outcome.rows, 'row')}.`)
  }
  const { before = '', folder } = flags
  if (!isIsoDate(before)) throw new UserError(`--before ${before}: write a date, YYYY-MM-DD`)
  const outcome = await task.archive(session, { ...of, before, folder })
  if (flags.json) return printJson(outcome)
  print(
    `${count(outcome.contents, 'content')} archived: ${count(outcome.rows, 'row')} in ${megabytes(outcome.bytes)}. ` +
      'Back the folder up with the database; `residua doctor` checks both.',
  )
}

async function check({ db }: Session, { json }: ArchiveFlags): Promise<void> {
  const { checkArchive } = await import('../../../src/store/archive/archive-files.js')
  const state = await checkArchive(db)
  if (json) printJson(state)
  else print(`${count(state.files, 'file')}, ${megabytes(state.bytes)}`)
  for (const { path, reason } of state.damaged) note(`${path}: ${reason}`)
  if (state.damaged.length > 0)
    throw new UserError(`${count(state.damaged.length, 'file')} cannot be read`)
}

async function moved({ db }: Session, folder: string): Promise<void> {
  const { moveArchive } = await import('../../../src/store/archive/archive-files.js')
  const { resolve } = await import('node:path')
  print(
    `${count(await moveArchive(db, resolve(folder)), 'file')} read from ${resolve(folder)} from now on.`,
  )
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
