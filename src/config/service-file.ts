import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { UserError } from '../lib/errors.js'
import type { Env } from './variables.js'

/** Settings of a service in libpq's words: host, port, dbname, user, password, sslmode … */
export type ServiceSettings = Readonly<Record<string, string>>

/** The settings of a service, from the first of libpq's service files that has it. */
export function serviceSettings(name: string, env: Env): ServiceSettings {
  const files = serviceFiles(env)
  for (const file of files) {
    const found = existsSync(file) && sectionOf(readFileSync(file, 'utf8'), name)
    if (found) return found
  }
  throw new UserError(
    `the Postgres service ${JSON.stringify(name)} is in none of ${files.join(', ')}: ` +
      'add it, or correct PGSERVICE or PGSERVICEFILE',
  )
}

function serviceFiles(env: Env): string[] {
  const own = env.PGSERVICEFILE || join(homedir(), '.pg_service.conf')
  return env.PGSYSCONFDIR ? [own, join(env.PGSYSCONFDIR, 'pg_service.conf')] : [own]
}

/** The `key=value` lines below `[name]`. */
function sectionOf(text: string, name: string): ServiceSettings | undefined {
  let found: Record<string, string> | undefined
  for (const line of text.split(/\r?\n/).map((untrimmed) => untrimmed.trim())) {
    const header = /^\[(.*)\]$/.exec(line)?.[1]
    if (header !== undefined) {
      if (found) return found
      if (header.trim() === name) found = {}
    }
    const [, key, value] = /^([a-z_]+)\s*=\s*(.*)$/.exec(line) ?? []
    if (found && key !== undefined && value !== undefined) found[key] = value
  }
  return found
}
