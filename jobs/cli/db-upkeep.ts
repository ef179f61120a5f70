import { withUser } from '../../src/connection/address.js'
import { withSession } from '../session/open.js'
import { note, print, printJson } from '../session/terminal.js'
import { noteMoved, withOwner } from './db-actions.js'
import { count } from './show/table.js'

export async function roles(): Promise<void> {
  const { grantRoles, ROLE_OF } = await import('../../src/store/roles.js')
  const { migrateToLatest } = await import('../../src/store/migrate.js')
  const { installQueue } = await import('../queue/install.js')
  await withOwner(async (database) => {
    await migrateToLatest(database.db, noteMoved)
    await installQueue(database)
    await grantRoles(database.db)
  })
  print(
    `${ROLE_OF.reader} reads, ${ROLE_OF.writer} writes; \`residua db user\` creates users with them.`,
  )
}

export async function user(name: string, { as }: { as: 'reader' | 'writer' }): Promise<void> {
  const { createDatabaseUser, grantRoles } = await import('../../src/store/roles.js')
  await withOwner(async (database) => {
    await grantRoles(database.db)
    const password = await createDatabaseUser(database.db, name, as)
    note('Shown only once; store it where secrets are kept:')
    print(`DATABASE_${as.toUpperCase()}_URL=${withUser(database.url, name, password)}`)
  })
}

export async function prune({ keep, json }: { keep: number; json?: boolean }): Promise<void> {
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
