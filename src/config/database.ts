import { UserError } from '../lib/errors.js'
import type { Env } from './variables.js'

/** The API reads, jobs write, migrations and roles are the owner's. */
type DatabaseRole = 'reader' | 'writer' | 'owner'

export type DatabaseUrls = Readonly<Record<DatabaseRole, string | null>>

/** The address of each role; that of `DATABASE_URL` where a role has none of its own. */
export function databaseUrls(env: Env): DatabaseUrls {
  const of = (name: string) => databaseUrl(name, env[name] || env.DATABASE_URL)
  return {
    reader: of('DATABASE_READER_URL'),
    writer: of('DATABASE_WRITER_URL'),
    owner: of('DATABASE_OWNER_URL'),
  }
}

export function databaseUrl(name: string, value: string | undefined): string | null {
  if (!value) return null
  const valid = URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol)
  if (valid) return value
  throw new UserError(
    `${name} is not a Postgres address: write postgres://user:password@host:5432/database, ` +
      'or unset it to use an embedded Postgres',
  )
}
