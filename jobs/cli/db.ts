import { type Command, Option } from 'commander'
import { readEnv, toConfig } from '../../src/config.js'
import { UserError } from '../../src/lib/errors.js'
import { withSession } from '../session/open.js'
import { note, print, printJson } from '../session/terminal.js'
import { positive } from './option-values.js'
import { count, table } from './show/table.js'

/** Versions that stay where nobody says otherwise. */
const DEFAULT_KEEP = 10

export function dbCommand(program: Command): void {
  const db = program
    .command('db')
    .description('migrations, roles and upkeep of the database')
    .addHelpText('after', '\nExample:\n  residua db status')
  db.command('migrate')
    .description('bring the schema up to date')
    .addHelpText('after', '\nExample:\n  residua db migrate')
    .action(migrate)
  db.command('status')
    .description('where the database is and which migrations it has')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  residua db status --json')
    .action(status)
  db.command('reset')
    .description('drop every dataset, run and result, and begin anew')
    .option('--yes', 'do it')
    .addHelpText('after', '\nExample:\n  residua db reset --yes')
    .action(reset)
  db.command('roles')
    .description('make the roles residua_reader and residua_writer, or grant them what is new')
    .addHelpText('after', '\nExample:\n  residua db roles')
    .action(roles)
  db.command('user')
    .description(
      'make a database user for the API (reader) or for jobs (writer); prints its address',
    )
    .argument('<name>', 'name of the user; one that exists gets a new password')
    .addOption(
      new Option('--as <privilege>', 'what it may')
        .choices(['reader', 'writer'])
        .makeOptionMandatory(),
    )
    .addHelpText('after', '\nExample:\n  residua db user residua_api --as reader')
    .action(user)
  db.command('prune')
    .description('remove old versions of splits and datasets that nobody is to read any more')
    .option('--keep <n>', 'versions of each split and dataset that stay', positive, DEFAULT_KEEP)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  residua db prune --keep 10')
    .action(prune)
  db.command('stop')
    .description('stop the embedded Postgres, whoever uses it')
    .addHelpText('after', '\nExample:\n  residua db stop')
    .action(stop)
}

async function open() {
  const { openDatabase } = await import('../../src/store/database.js')
  const { databaseUrls, home } = toConfig(readEnv())
  return openDatabase({ url: databaseUrls.owner ?? undefined, home, log: note })
}

async function migrate(): Promise<void> {
  const { migrateToLatest } = await import('../../src/store/migrate.js')
  const { installQueue } = await import('../queue/install.js')
  const database = await open()
  try {
    const applied = await migrateToLatest(database.db)
    await installQueue(database)
    print(applied.length ? `Applied ${applied.join(', ')}.` : 'Up to date.')
  } finally {
    await database.release()
  }
}

async function status({ json }: { json?: boolean }): Promise<void> {
  const { migrationStatus } = await import('../../src/store/migrate.js')
  const database = await open()
  try {
    const migrations = await migrationStatus(database.db)
    if (json) return printJson({ ...database.where, migrations })
    const { kind, version, folder } = database.where
    print(`Postgres ${version}, ${kind}${folder ? ` in ${folder}` : ''}\n`)
    print(
      table(
        [{ title: 'migration' }, { title: 'applied' }],
        migrations.map(({ name, executedAt }) => [name, executedAt?.toISOString() ?? 'not yet']),
      ),
    )
  } finally {
    await database.release()
  }
}

async function reset({ yes }: { yes?: boolean }): Promise<void> {
  if (!yes) {
    throw new UserError('this drops every dataset, run and result; residua db reset --yes does it')
  }
  const { rm } = await import('node:fs/promises')
  const { join } = await import('node:path')
  const { resetDatabase } = await import('../../src/store/migrate.js')
  const database = await open()
  try {
    await resetDatabase(database.db)
  } finally {
    await database.release()
  }
  const { home } = toConfig(readEnv())
  await rm(join(home, 'checkpoints'), { recursive: true, force: true }) // their runs are gone
  print('Reset: the database is empty.')
}

async function roles(): Promise<void> {
  const { grantRoles, ROLE_OF } = await import('../../src/store/roles.js')
  const { migrateToLatest } = await import('../../src/store/migrate.js')
  const { installQueue } = await import('../queue/install.js')
  const database = await open()
  try {
    await migrateToLatest(database.db)
    await installQueue(database)
    await grantRoles(database.db)
    print(
      `${ROLE_OF.reader} reads, ${ROLE_OF.writer} writes; \`residua db user\` makes users of them.`,
    )
  } finally {
    await database.release()
  }
}

async function user(name: string, { as }: { as: 'reader' | 'writer' }): Promise<void> {
  const { createDatabaseUser, grantRoles } = await import('../../src/store/roles.js')
  const database = await open()
  try {
    await grantRoles(database.db)
    const password = await createDatabaseUser(database.db, name, as)
    const url = new URL(database.url)
    url.username = name
    url.password = password
    note('Shown this once; keep it where secrets are kept:')
    print(`DATABASE_${as.toUpperCase()}_URL=${url.href}`)
  } finally {
    await database.release()
  }
}

async function prune({ keep, json }: { keep: number; json?: boolean }): Promise<void> {
  const task = await import('../tasks/prune.js')
  await withSession(async (session) => {
    const outcome = await task.prune(session, { keep })
    if (json) return printJson(outcome)
    const { versions, folders } = outcome
    print(
      `Removed ${count(versions, 'version')} of splits and ${count(folders, 'folder')} of datasets; ` +
        `the last ${keep} of each stay.`,
    )
  })
}

async function stop(): Promise<void> {
  const { databaseUrl, home } = toConfig(readEnv())
  if (databaseUrl !== null) throw new UserError('DATABASE_URL is set: that server is not ours')
  const { stopEmbedded } = await import('../../src/postgres/embedded.js')
  await stopEmbedded(home)
  print('Stopped.')
}
