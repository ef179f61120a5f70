import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { at } from '../../src/lib/at.js'
import { cpuSeconds, type RunningServer, residentMb } from '../_util/servers.js'

export interface StalledReaders {
  readonly readers: number
  /** Of a plain query beside them, in ms. */
  readonly p50Ms: number
  readonly p99Ms: number
  /** Resident memory at its highest less that before, in MB; null where the system does not report it. */
  readonly growthMb: number | null
  /** From when they leave until the server uses less than a tenth of a processor; null if unknown. */
  readonly idleAfterMs: number | null
}

export interface StalledReadersOptions {
  readonly readers: number
  readonly seconds: number
  /** Paths of files, taken in turn. */
  readonly paths: readonly string[]
}

/** Requests files on many connections that read nothing, asks a plain query beside them, and leaves. */
export async function stalledReaders(
  api: RunningServer,
  { readers, seconds, paths }: StalledReadersOptions,
): Promise<StalledReaders> {
  await probe(api.url, until(1))
  const before = residentMb(api.pid)
  let highest = before
  const watch = setInterval(() => {
    highest = Math.max(highest ?? 0, residentMb(api.pid) ?? 0)
  }, 100)
  const sockets = Array.from({ length: readers }, (_, n) =>
    stalled(api.url, at(paths, n % paths.length)),
  )
  const latencies = await probe(api.url, until(seconds))
  for (const socket of sockets) socket.destroy()
  clearInterval(watch)
  const idleAfterMs = await idleAfter(api.pid)
  const quantile = (q: number) => at(latencies, Math.floor(q * (latencies.length - 1)))
  return {
    readers,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    growthMb: before === null || highest === null ? null : highest - before,
    idleAfterMs,
  }
}

function until(seconds: number): () => boolean {
  const end = performance.now() + 1000 * seconds
  return () => performance.now() < end
}

/** Latencies of a plain query that is asked again and again, ascending, in ms. */
export async function probe(url: string, isOn: () => boolean): Promise<number[]> {
  const latencies: number[] = []
  do {
    const asked = performance.now()
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      // Computed each time.
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: JSON.stringify({ query: '{ dataVersion { version } }' }),
      signal: AbortSignal.timeout(60_000),
    })
    const { data } = (await response.json()) as { data?: unknown }
    if (!data) throw new Error('a plain query was not answered')
    latencies.push(performance.now() - asked)
    await sleep(10)
  } while (isOn())
  return latencies.sort((a, b) => a - b)
}

/** A request for a file on a socket that is never read. */
function stalled(url: string, path: string): Socket {
  const { hostname, port, host } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  socket.on('error', () => {})
  socket.pause()
  socket.write(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\naccept-encoding: gzip\r\n\r\n`)
  return socket
}

const WINDOW_MS = 250
const IDLE_SHARE = 0.1
const LONGEST_MS = 60_000

async function idleAfter(pid: number): Promise<number | null> {
  const began = performance.now()
  for (let before = cpuSeconds(pid); before !== null; ) {
    await sleep(WINDOW_MS)
    const now = cpuSeconds(pid)
    if (now === null) return null
    const idle = (now - before) * 1000 <= IDLE_SHARE * WINDOW_MS
    const elapsed = performance.now() - began
    if (idle || elapsed > LONGEST_MS) return elapsed - WINDOW_MS
    before = now
  }
  return null
}
