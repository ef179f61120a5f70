import type { Command } from 'commander'
import { UserError } from '../../../src/lib/errors.js'
import { didYouMean } from '../../../src/lib/nearest-name.js'
import type { KeptVersion } from '../../../src/store/publish/rollback.js'
import type { StoredSplit } from '../../../src/store/read/splits.js'
import { withSession } from '../../session/open.js'
import type { Db } from '../../session/session.js'
import { print, printJson } from '../../session/terminal.js'
import { positive } from '../option-values.js'
import { runIdOf } from '../run-id.js'
import { table } from '../show/table.js'

/** `runs versions` and `runs rollback`. */
export function versionCommands(runs: Command): void {
  runs
    .command('versions')
    .description('list the versions of a split that are kept, newest first; → is served')
    .argument('<run>', 'id of the run, or the start of it')
    .argument('<split>', 'name of the split')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  residua runs versions 7f3c2a90 test_2019_2020')
    .action(listVersions)
  runs
    .command('rollback')
    .description('serve an earlier version of a split again, as a new publication')
    .argument('<run>', 'id of the run, or the start of it')
    .argument('<split>', 'name of the split')
    .option('--to <version>', 'the version to go back to (default: the one before)', positive)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
The next computation on newer data starts from that version: find the cause before it runs.

Example:
  residua runs rollback 7f3c2a90 test_2019_2020 --to 41`,
    )
    .action(rollBack)
}

async function listVersions(run: string, name: string, { json }: { json?: boolean }) {
  await withSession(async ({ db }) => {
    const { keptVersions } = await import('../../../src/store/publish/rollback.js')
    const runId = await runIdOf(db, run)
    const split = await namedSplit(db, runId, name)
    const versions = await keptVersions(db, split.id)
    const rows = versions.map(({ id: _id, contentId: _content, ...version }) => ({
      ...version,
      shown: version.version === split.current?.version,
    }))
    if (json) return printJson(rows)
    if (rows.length === 0) return print(`${name} was not published yet.`)
    print(versionsTable(rows))
  })
}

async function namedSplit(db: Db, runId: string, name: string): Promise<StoredSplit> {
  const { splitsOfRuns } = await import('../../../src/store/read/splits.js')
  const [splits = []] = await splitsOfRuns(db, [runId])
  const split = splits.find((each) => each.name === name)
  if (split) return split
  const names = splits.map((each) => each.name)
  const have = names.join(', ') || 'none yet'
  throw new UserError(`run ${runId} has no split ${name}; have: ${have}${didYouMean(name, names)}`)
}

type VersionRow = Omit<KeptVersion, 'id' | 'contentId'> & { readonly shown: boolean }

const TITLES = ['', 'version', 'scored to', 'decided for', 'data', 'published'] as const

function versionsTable(rows: readonly VersionRow[]): string {
  return table(
    TITLES.map((title) => ({ title })),
    rows.map((row) => [
      row.shown ? '→' : '',
      String(row.version),
      row.scoredTo ?? '',
      row.nextDate ?? '',
      String(row.datasetVersion),
      row.publishedAt.toISOString().slice(0, 19).replace('T', ' '),
    ]),
  )
}

interface RollbackFlags {
  readonly to?: number
  readonly json?: boolean
}

async function rollBack(run: string, name: string, { to, json }: RollbackFlags): Promise<void> {
  await withSession(async ({ db, pool }) => {
    const { rollbackSplit } = await import('../../../src/store/publish/rollback.js')
    const runId = await runIdOf(db, run)
    await namedSplit(db, runId, name)
    const back = await rollbackSplit(pool, { runId, name, to })
    const { version, from, to: target } = back
    if (json) return printJson({ split: name, version, from, to: target.version })
    const reach = target.nextDate ?? target.scoredTo
    print(
      `${name} serves version ${target.version} again (to ${reach}) instead of ${from}, as version ${version}.`,
    )
  })
}
