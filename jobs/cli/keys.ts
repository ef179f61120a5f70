import type { Command } from 'commander'
import { UserError } from '../../src/lib/errors.js'
import { didYouMeanEach } from '../../src/lib/nearest-name.js'
import type { Scope, StoredApiKey } from '../../src/store/api-keys.js'
import { withSession } from '../session/open.js'
import { note, print, printJson } from '../session/terminal.js'
import { table } from './show/table.js'

interface CreateFlags {
  readonly scopes: string
  readonly expires: string
  readonly json?: boolean
}

const DAY_MS = 86_400_000

export function keysCommand(program: Command): void {
  const keys = program
    .command('keys')
    .description('keys of the API, for RESIDUA_AUTH=keys')
    .addHelpText(
      'after',
      '\nExample:\n  residua keys create risk --scopes read,export --expires 90d',
    )
  keys
    .command('create')
    .description('create a key; it is shown once')
    .argument('<name>', 'name of its user or program')
    .option('--scopes <list>', 'read (GraphQL), export (bulk), admin (both, and metrics)', 'read')
    .option('--expires <when>', 'days (90d), a date (2027-06-30, its end in UTC), or never', '365d')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  residua keys create dashboard --scopes read --expires 90d')
    .action(create)
  keys
    .command('list')
    .description('list the keys, newest first')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  residua keys list')
    .action(list)
  keys
    .command('revoke')
    .description('revoke a key, effective at once')
    .argument('<name>', 'name of the key')
    .addHelpText('after', '\nExample:\n  residua keys revoke dashboard')
    .action(revoke)
}

async function create(name: string, { scopes, expires, json }: CreateFlags): Promise<void> {
  await withSession(async ({ db }) => {
    const { createApiKey, SCOPES } = await import('../../src/store/api-keys.js')
    const expiresAt = expiryOf(expires, Date.now())
    const wanted = { name: nameOf(name), scopes: scopesOf(scopes, SCOPES), expiresAt }
    const { secret, key } = await createApiKey(db, wanted)
    if (json) return printJson({ ...keyRow(key), key: secret })
    print(secret)
    note(
      `Key ${name} (${wanted.scopes.join(', ')}; ${expiresAt ? `until ${day(expiresAt)}` : 'never expires'}). ` +
        'It is not shown again: send it as `Authorization: Bearer <key>`.',
    )
  })
}

async function list({ json }: { json?: boolean }): Promise<void> {
  await withSession(async ({ db }) => {
    const { listApiKeys } = await import('../../src/store/api-keys.js')
    const keys = await listApiKeys(db)
    if (json) return printJson(keys.map(keyRow))
    if (keys.length === 0) return print('No key yet: residua keys create <name> creates one.')
    print(
      table(
        ['name', 'scopes', 'status', 'created', 'expires', 'last used'].map((title) => ({
          title,
        })),
        keys.map((key) => [
          key.name,
          key.scopes.join(' '),
          statusOf(key),
          day(key.createdAt),
          key.expiresAt ? day(key.expiresAt) : 'never',
          key.lastUsedAt ? day(key.lastUsedAt) : 'never',
        ]),
      ),
    )
  })
}

async function revoke(name: string): Promise<void> {
  await withSession(async ({ db }) => {
    const { revokeApiKey } = await import('../../src/store/api-keys.js')
    const key = await revokeApiKey(db, name)
    if (key) return print(`Revoked ${key.name}: it gives no access from now on.`)
    throw new UserError(
      `key ${JSON.stringify(name)} is not in use; \`residua keys list\` lists them`,
    )
  })
}

function keyRow(key: StoredApiKey) {
  return { ...key, status: statusOf(key) }
}

function statusOf({ revokedAt, expiresAt }: StoredApiKey): 'revoked' | 'expired' | 'active' {
  if (revokedAt) return 'revoked'
  return expiresAt && expiresAt.getTime() <= Date.now() ? 'expired' : 'active'
}

function nameOf(text: string): string {
  if (/^[\w.@ -]{1,64}$/.test(text)) return text
  throw new UserError(
    `name ${JSON.stringify(text)}: write up to 64 letters, digits, spaces or . _ - @`,
  )
}

export function scopesOf(text: string, known: readonly Scope[]): Scope[] {
  const words = text.split(',').map((word) => word.trim())
  const scopes = known.filter((scope) => words.includes(scope))
  if (words.every((word) => scopes.some((scope) => scope === word))) return scopes
  const unknown = words.filter((word) => !scopes.some((scope) => scope === word))
  const near = didYouMeanEach(unknown, known)
  throw new UserError(`--scopes ${text}: write a list of ${known.join(', ')}${near}`)
}

/** `90d` from now, the end of a date in UTC, or null for `never`. */
export function expiryOf(text: string, now: number): Date | null {
  if (text === 'never') return null
  const days = /^(\d{1,5})d$/.exec(text)
  const end = days
    ? now + Number(days[1]) * DAY_MS
    : /^\d{4}-\d{2}-\d{2}$/.test(text)
      ? Date.parse(`${text}T23:59:59.999Z`)
      : Number.NaN
  const exists = !Number.isNaN(end) && (days || new Date(end).toISOString().startsWith(text))
  if (exists && end > now) return new Date(end)
  throw new UserError(`--expires ${text}: write days from now (90d), a later date, or never`)
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10)
}
