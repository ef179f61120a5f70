import { readEnv, toConfig } from '../../src/config.js'
import { UserError } from '../../src/lib/errors.js'
import { note, print, printJson } from '../session/terminal.js'
import { table } from './show/table.js'

/** The database with the privileges of its owner, not migrated yet. */
export async function withOwner<T>(
  work: (database: Awaited<ReturnType<typeof openOwner>>) => Promise<T>,
): Promise<T> {
  const database = await openOwner()
  try {
    return await work(database)
  } finally {
    await database.release()
  }
}

async function openOwner() {
  const { openDatabase } = await import('../../src/store/database.js')
  const { databaseUrls, pooler, home } = toConfig(readEnv())
  return openDatabase({ url: databaseUrls.owner ?? undefined, ...pooler, home, log: note })
}

export async function migrate(): Promise<void> {
  const { migrateToLatest } = await import('../../src/store/migrate.js')
  const { installQueue } = await import('../queue/install.js')
  await withOwner(async (database) => {
    const applied = await migrateToLatest(database.db, noteMoved)
    await installQueue(database)
    print(applied.length ? `Applied ${applied.join(', ')}.` : 'Up to date.')
  })
}

/** Ten lines, however many contents a store has. */
export function noteMoved(moved: number, of: number): void {
  if (moved === of || moved % Math.ceil(of / 10) === 0)
    note(`Moved the arrays of ${moved} of ${of} contents into their partitions.`)
}

export async function status({ json }: { json?: boolean }): Promise<void> {
  const { migrationStatus } = await import('../../src/store/migrate.js')
  await withOwner(async (database) => {
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
  })
}

export async function reset({ yes }: { yes?: boolean }): Promise<void> {
  if (!yes) {
    throw new UserError('this drops every dataset, run and result; residua db reset --yes does it')
  }
  const { rm } = await import('node:fs/promises')
  const { join } = await import('node:path')
  const { resetDatabase } = await import('../../src/store/migrate.js')
  await withOwner(({ db }) => resetDatabase(db))
  const { home } = toConfig(readEnv())
  await rm(join(home, 'checkpoints'), { recursive: true, force: true }) // their runs are gone
  print('Reset: the database is empty.')
}

export async function stop(): Promise<void> {
  const { databaseUrl, home } = toConfig(readEnv())
  if (databaseUrl !== null) throw new UserError('DATABASE_URL is set: that server is not ours')
  const { stopEmbedded } = await import('../../src/postgres/embedded.js')
  await stopEmbedded(home)
  print('Stopped.')
}
