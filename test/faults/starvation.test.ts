import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listening, throwawayDatabase } from '../../bench/_util/servers.js'
import { type Attacks, attacks, BARS } from '../../bench/soak/attacks.js'
import { FULL, figure, PATIENCE_MS, scaled } from '../_util/faults/scale.js'

const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url))

/** The built API. */
function start(url: string) {
  const env = { ...process.env, DATABASE_URL: url, PORT: '0', RESIDUA_LOG: 'error' }
  return listening(MAIN, fork(MAIN, [], { env }))
}

let database: Awaited<ReturnType<typeof throwawayDatabase>>
let found: Attacks

beforeAll(async () => {
  database = await throwawayDatabase()
  const sizes = { readers: scaled(500, 60), queries: scaled(64, 6), seconds: scaled(10, 2) }
  const market = { years: scaled(8, 2), assets: scaled(300, 40) }
  found = await attacks(database, { ...sizes, ...market, start }, figure)
}, PATIENCE_MS)

afterAll(() => database?.release())

it('plain queries are answered beside readers that stop, in memory that stays flat', () => {
  expect(found.readers.length).toBeGreaterThan(3)
  if (!FULL) return
  for (const { p99Ms, growthMb, idleAfterMs } of found.readers) {
    expect(p99Ms).toBeLessThan(BARS.readersP99Ms)
    expect(growthMb ?? 0).toBeLessThan(BARS.growthMb)
    expect(idleAfterMs ?? 0).toBeLessThan(BARS.idleMs)
  }
})

it('plain queries are answered beside hostile ones, and these too', () => {
  for (const { name, queries, answered, p99Ms } of found.queries) {
    expect([name, answered]).toEqual([name, queries])
    if (FULL) expect([name, p99Ms < BARS.queriesP99Ms]).toEqual([name, true])
  }
})
