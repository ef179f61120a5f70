import { UserError } from '../lib/errors.js'
import { withLibpqSettings } from './database-url.js'
import { type Env, oneOf } from './variables.js'

/** The API reads, jobs write, migrations and roles are the owner's. */
type DatabaseRole = 'reader' | 'writer' | 'owner'

export type DatabaseUrls = Readonly<Record<DatabaseRole, string | null>>

/** How a pooler between us and the database is dealt with. */
export interface PoolerSettings {
  /** The database without its pooler; null where there is none, or no such address. */
  readonly directUrl: string | null
  /** Whether statements are prepared under names; `auto`: where the pooler keeps them. */
  readonly preparedStatements: 'auto' | 'on' | 'off'
}

export function poolerSettings(env: Env): PoolerSettings {
  const choices = ['auto', 'on', 'off'] as const
  return {
    directUrl: databaseUrl('DATABASE_DIRECT_URL', env),
    preparedStatements: oneOf(env, 'DATABASE_PREPARED_STATEMENTS', { choices, otherwise: 'auto' }),
  }
}

/** The address of each role; that of `DATABASE_URL` where a role has none of its own. */
export function databaseUrls(env: Env): DatabaseUrls {
  const of = (name: string) => databaseUrl(env[name] ? name : 'DATABASE_URL', env)
  return {
    reader: of('DATABASE_READER_URL'),
    writer: of('DATABASE_WRITER_URL'),
    owner: of('DATABASE_OWNER_URL'),
  }
}

/** The address in a variable, with what libpq's service file and variables add to it. */
export function databaseUrl(name: string, env: Env): string | null {
  const value = env[name]
  if (!value) return null
  const valid = URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol)
  if (valid) return withLibpqSettings(value, env)
  throw new UserError(
    `${name} is not a Postgres address: write postgres://user:password@host:5432/database ` +
      'or postgres:///?service=name, or unset it to use an embedded Postgres',
  )
}
