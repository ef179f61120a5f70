import type { Command } from 'commander'
import { readEnv, toConfig } from '../../src/config.js'
import { UserError } from '../../src/lib/errors.js'
import { table } from './table.js'
import { note, print, printJson } from './terminal.js'

export function dbCommand(program: Command): void {
  const db = program
    .command('db')
    .description('migrations of the database')
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
  db.command('stop')
    .description('stop the embedded Postgres, whoever uses it')
    .addHelpText('after', '\nExample:\n  residua db stop')
    .action(stop)
}

async function open() {
  const { openDatabase } = await import('../../src/store/database.js')
  const { databaseUrl, home } = toConfig(readEnv())
  return openDatabase({ url: databaseUrl ?? undefined, home, log: note })
}

async function migrate(): Promise<void> {
  const { migrateToLatest } = await import('../../src/store/migrate.js')
  const database = await open()
  try {
    const applied = await migrateToLatest(database.db)
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

async function stop(): Promise<void> {
  const { databaseUrl, home } = toConfig(readEnv())
  if (databaseUrl !== null) throw new UserError('DATABASE_URL is set: that server is not ours')
  const { stopEmbedded } = await import('../../src/store/embedded.js')
  await stopEmbedded(home)
  print('Stopped.')
}
