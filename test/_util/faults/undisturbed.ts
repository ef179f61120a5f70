import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { inject } from 'vitest'
import type { PostgresServer } from './postgres-server.js'
import { computeUndisturbed, smallWorld } from './small-world.js'
import { storeDigest } from './store-digest.js'

/** The digest of the store without faults; computed once for all files of a test run. */
export async function undisturbedDigest(server: PostgresServer): Promise<Record<string, string>> {
  const { home, prefix } = inject('postgresRig')
  const file = join(home, `${prefix}-undisturbed.json`)
  try {
    mkdirSync(`${file}.lock`)
  } catch {
    while (!existsSync(file)) await sleep(200)
    return JSON.parse(readFileSync(file, 'utf8'))
  }
  using calm = await smallWorld()
  const url = await server.createDatabase('calm')
  await computeUndisturbed(calm, url)
  const digest = await storeDigest(url)
  writeFileSync(`${file}.tmp`, JSON.stringify(digest))
  renameSync(`${file}.tmp`, file)
  return digest
}
