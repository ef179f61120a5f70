import { randomBytes } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { UserError } from '../lib/errors.js'
import { sha256 } from '../lib/hash.js'
import type { Database } from './tables/index.js'

/** `read`: GraphQL; `export`: bulk routes; `admin`: both, and metrics. */
export const SCOPES = ['read', 'export', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

export interface StoredApiKey {
  readonly id: number
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
}

export interface NewApiKey {
  readonly name: string
  readonly scopes: readonly Scope[]
  /** Null: never. */
  readonly expiresAt: Date | null
}

const PREFIX = 'rsd_'
const SECRET_BYTES = 32
const KEY = /^rsd_[\w-]{43}$/
const UNIQUE_VIOLATION = '23505'

const COLUMNS = [
  'id',
  'name',
  'scopes',
  'expires_at as expiresAt',
  'revoked_at as revokedAt',
  'created_at as createdAt',
  'last_used_at as lastUsedAt',
] as const

/** Makes a key. The secret is in this answer and nowhere else. */
export async function createApiKey(
  db: Kysely<Database>,
  { name, scopes, expiresAt }: NewApiKey,
): Promise<{ secret: string; key: StoredApiKey }> {
  const secret = PREFIX + randomBytes(SECRET_BYTES).toString('base64url')
  const key = await db
    .insertInto('api_key')
    .values({ name, hash: sha256(secret), scopes: [...scopes], expires_at: expiresAt })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()
    .catch((thrown: { code?: string }) => {
      if (thrown.code !== UNIQUE_VIOLATION) throw thrown
      throw new UserError(
        `key ${JSON.stringify(name)} exists: choose another name, or \`residua keys revoke ${name}\` first`,
      )
    })
  return { secret, key }
}

/** Newest first, revoked ones too. */
export async function listApiKeys(db: Kysely<Database>): Promise<StoredApiKey[]> {
  return db
    .selectFrom('api_key')
    .select(COLUMNS)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

/** Ends a key for every request from now on; undefined where none of that name is in use. */
export async function revokeApiKey(
  db: Kysely<Database>,
  name: string,
): Promise<StoredApiKey | undefined> {
  return db
    .updateTable('api_key')
    .set({ revoked_at: sql`now()` })
    .where('name', '=', name)
    .where('revoked_at', 'is', null)
    .returning(COLUMNS)
    .executeTakeFirst()
}

/** The key of a secret, whether it still holds or not; undefined for what was never a key. */
export async function apiKeyOf(
  db: Kysely<Database>,
  secret: string,
): Promise<StoredApiKey | undefined> {
  if (!KEY.test(secret)) return undefined
  return db
    .selectFrom('api_key')
    .select(COLUMNS)
    .where('hash', '=', sha256(secret))
    .executeTakeFirst()
}

/** Notes that a key was used. */
export async function touchApiKey(db: Kysely<Database>, id: number): Promise<void> {
  await db.updateTable('api_key').set({ last_used_at: sql`now()` }).where('id', '=', id).execute()
}
