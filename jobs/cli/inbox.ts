import type { Command } from 'commander'
import { isIsoDate } from '../../src/lib/dates.js'
import { UserError } from '../../src/lib/errors.js'
import { EXIT, UsageError } from '../session/exit-code.js'
import { withSession } from '../session/open.js'
import { readSettings } from '../session/settings.js'
import { print, printJson } from '../session/terminal.js'
import { positive } from './option-values.js'
import { count, table } from './show/table.js'

interface InboxFlags {
  readonly from?: string
  readonly dataset?: string
  readonly date?: string
  readonly json?: boolean
}

export function inboxCommand(program: Command): void {
  const inbox = program
    .command('inbox')
    .description('ingest the daily files that arrived in the inbox')
    .option('--from <place>', 'folder, s3://bucket/prefix/ or address (default: inbox.source)')
    .option('--dataset <name>', 'dataset they extend (default: inbox.dataset, or the default one)')
    .option('--date <date>', 'ingest no files with later dates')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Each file repeats every symbol's row of the previous date. Files that were handled before are
skipped; a file that arrives before its predecessor waits; a bad file is copied to
RESIDUA_HOME/rejected with the reason, and the command exits with 1.

Example:
  residua inbox --from /srv/prices --dataset sp500 && residua score --dataset sp500 --strategy pca-ou`,
    )
    .action(ingestNow)
  inbox
    .command('list')
    .description('list the files that arrived last and how they were handled')
    .option('--dataset <name>', 'of this dataset')
    .option('--first <n>', 'how many', positive, 30)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  residua inbox list --first 10')
    .action(list)
  inbox
    .command('retry')
    .description('handle a rejected file again')
    .argument('<name>', 'name of the file')
    .option('--dataset <name>', 'dataset it was sent to')
    .addHelpText('after', '\nExample:\n  residua inbox retry prices-2020-12-31.csv')
    .action(retry)
}

async function ingestNow(flags: InboxFlags): Promise<void> {
  if (flags.date !== undefined && !isIsoDate(flags.date)) {
    throw new UsageError(`--date ${flags.date} is not a date: write it as 2020-12-31`)
  }
  const { ingestWatched } = await import('../tasks/inbox/watched-inbox.js')
  const given = readSettings()
  const inbox = {
    ...given.inbox,
    ...(flags.from === undefined ? {} : { source: flags.from }),
    ...(flags.dataset === undefined ? {} : { dataset: flags.dataset }),
  }
  await withSession(
    async (session) => {
      const settings = { ...given, inbox }
      const outcome = await ingestWatched(session, { date: flags.date, settings })
      if (!outcome) {
        throw new UserError(
          'no inbox is configured: write inbox.source in residua.config.json, or give --from <folder>',
        )
      }
      const { files, known, dataset, lastDate, restatedFrom } = outcome
      if (files.some((file) => file.outcome === 'rejected')) process.exitCode = EXIT.act
      if (flags.json) return printJson(outcome)
      for (const file of files) {
        const reason = file.reason === null ? '' : `: ${file.reason}`
        print(`${file.name}${file.date ? ` (${file.date})` : ''} ${file.outcome}${reason}`)
      }
      print(`${dataset} ends on ${lastDate}; ${count(known, 'file')} handled before.`)
      if (restatedFrom) print(`The past was restated from ${restatedFrom} on: score recomputes it.`)
    },
    { stopsItself: true },
  )
}

async function list(flags: { dataset?: string; first: number; json?: boolean }): Promise<void> {
  await withSession(async ({ db }) => {
    const { lastReceived } = await import('../../src/store/received-files.js')
    const { datasetByName } = await import('../../src/store/datasets.js')
    const datasetId =
      flags.dataset === undefined ? undefined : (await datasetByName(db, flags.dataset)).id
    const files = await lastReceived(db, { datasetId, first: flags.first })
    if (flags.json) return printJson(files)
    if (files.length === 0) return print('No daily file has arrived yet.')
    const titles = ['decided', 'dataset', 'file', 'date', 'outcome', 'rows', 'reason']
    print(
      table(
        titles.map((title) => ({ title })),
        files.map((file) => [
          file.decidedAt.toISOString().slice(0, 16).replace('T', ' '),
          file.dataset,
          file.name,
          file.date ?? '',
          file.outcome,
          String(file.addedRows),
          file.reason ?? '',
        ]),
      ),
    )
  })
}

async function retry(name: string, flags: { dataset?: string }): Promise<void> {
  await withSession(async ({ db }) => {
    const { forgetRejected } = await import('../../src/store/received-files.js')
    const { datasetByName } = await import('../../src/store/datasets.js')
    const dataset = await datasetByName(db, flags.dataset ?? readSettings().inbox?.dataset)
    const forgotten = await forgetRejected(db, dataset.id, name)
    if (forgotten === 0) {
      throw new UserError(
        `${dataset.name} has no rejected file ${name}; \`residua inbox list\` lists its files`,
      )
    }
    print(`The next \`residua inbox\` handles ${name} again.`)
  })
}
