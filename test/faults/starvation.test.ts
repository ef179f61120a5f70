import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listening, throwawayDatabase } from '../../bench/_util/servers.js'
import { type Attacks, attacks, BARS } from '../../bench/soak/attacks.js'
import { FULL, figure, PATIENCE_MS } from '../_util/faults/scale.js'

const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url))

/** The built API. */
function start(url: string) {
  const env = { ...process.env, DATABASE_URL: url, PORT: '0', RESIDUA_LOG: 'error' }
  return listening(MAIN, fork(MAIN, [], { env }))
}

if (!FULL) {
  process.stdout.write(
    'skipped: readers that stop and hostile queries take minutes; npm run test:faults runs them\n',
  )
}

describe.skipIf(!FULL)('beside attacks', () => {
  let database: Awaited<ReturnType<typeof throwawayDatabase>>
  let found: Attacks

  beforeAll(async () => {
    database = await throwawayDatabase()
    const sizes = { readers: 500, queries: 64, seconds: 10, years: 8, assets: 300 }
    found = await attacks(database, { ...sizes, start }, figure)
  }, PATIENCE_MS)

  afterAll(() => database?.release())

  it('plain queries are answered beside readers that stop, in memory that stays flat', () => {
    expect(found.readers.length).toBeGreaterThan(3)
    for (const { p99Ms, growthMb, idleAfterMs } of found.readers) {
      expect(p99Ms).toBeLessThan(BARS.readersP99Ms)
      expect(growthMb ?? 0).toBeLessThan(BARS.growthMb)
      expect(idleAfterMs ?? 0).toBeLessThan(BARS.idleMs)
    }
  })

  it('plain queries are answered beside hostile ones, and these too', () => {
    for (const { name, queries, answered, p99Ms } of found.queries) {
      expect([name, answered]).toEqual([name, queries])
      expect([name, p99Ms < BARS.queriesP99Ms]).toEqual([name, true])
    }
  })
})
