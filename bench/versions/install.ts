import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** The folder of a package at an exact version, installed below `cache` unless it is there. */
export async function installed(name: string, version: string, cache: string): Promise<string> {
  const prefix = join(cache, `${name.replaceAll('/', '-').replace('@', '')}-${version}`)
  const folder = join(prefix, 'node_modules', name)
  if (versionIn(folder) === version) return folder
  mkdirSync(prefix, { recursive: true })
  await promisify(execFile)('npm', [
    ...['install', '--prefix', prefix, '--ignore-scripts', '--no-audit', '--no-fund'],
    ...['--no-save', `${name}@${version}`],
  ])
  return folder
}

function versionIn(folder: string): string | undefined {
  const file = join(folder, 'package.json')
  if (!existsSync(file)) return undefined
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
