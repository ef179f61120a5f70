import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The two programs we need of a Postgres installation. */
export interface PostgresBinaries {
  readonly kind: 'embedded' | 'system'
  readonly major: number
  readonly initdb: string
  readonly postgres: string
}

const OLDEST = 15
const NEWEST = 18

/** Folders that distributions and Homebrew keep versions in. */
const PARENTS = [
  { parent: '/usr/lib/postgresql', name: /^\d+$/ },
  { parent: '/usr', name: /^pgsql-\d+$/ },
  { parent: '/usr/local', name: /^pgsql$/ },
  { parent: '/opt/homebrew/opt', name: /^postgresql(@\d+)?$/ },
  { parent: '/usr/local/opt', name: /^postgresql(@\d+)?$/ },
]

export function isSupported(major: number): boolean {
  return major >= OLDEST && major <= NEWEST
}

/** Postgres installations of this system that we work with, the newest first. */
export function systemPostgres(): PostgresBinaries[] {
  const folders = [...installed(), ...onPath()].filter(
    (folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')),
  )
  return [...new Set(folders)]
    .map((folder) => ({
      kind: 'system' as const,
      major: majorOf(join(folder, 'postgres')),
      initdb: join(folder, 'initdb'),
      postgres: join(folder, 'postgres'),
    }))
    .filter(({ major }) => isSupported(major))
    .sort((a, b) => b.major - a.major)
}

function installed(): string[] {
  return PARENTS.filter(({ parent }) => existsSync(parent)).flatMap(({ parent, name }) =>
    readdirSync(parent)
      .filter((entry) => name.test(entry))
      .map((entry) => join(parent, entry, 'bin')),
  )
}

function onPath(): string[] {
  try {
    const found = execFileSync('sh', ['-c', 'command -v initdb'], { encoding: 'utf8' })
    return [dirname(found.trim())]
  } catch {
    return []
  }
}

function majorOf(postgres: string): number {
  try {
    const text = execFileSync(postgres, ['--version'], { encoding: 'utf8' })
    return Number(/(\d+)/.exec(text)?.[1] ?? 0)
  } catch {
    return 0
  }
}
