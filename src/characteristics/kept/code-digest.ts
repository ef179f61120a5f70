import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOM = fileURLToPath(new URL('..', import.meta.url))
const RANKS = ['rank', 'radix-order'].map((name) =>
  fileURLToPath(new URL(`../../lib/${name}`, import.meta.url)),
)

let digest: string | undefined

/**
 * SHA-256 of what turns prices into characteristics: the code of this room and of the ranks, and the engine that
 * runs it. Values that other code computed are not read.
 */
export function codeDigest(): string {
  digest ??= digestOf([...codeFiles(), ...rankFiles()])
  return digest
}

function codeFiles(): string[] {
  const names = readdirSync(ROOM).filter((name) => /(?<!\.d)\.[jt]s$/.test(name))
  return names.sort().map((name) => join(ROOM, name))
}

/** The program is compiled; tests run its source. */
function rankFiles(): string[] {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  return RANKS.map((path) => `${path}.${extension}`)
}

function digestOf(files: readonly string[]): string {
  const hash = createHash('sha256')
  hash.update(`${process.versions.v8} ${process.arch}`)
  for (const file of files) hash.update(`\n${basename(file)}\n`).update(readFileSync(file))
  return hash.digest('hex')
}
