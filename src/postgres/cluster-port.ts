import { readFileSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** Below the ports that systems give to outgoing connections, which would take it after an outage. */
const FIRST = 20_000
const COUNT = 12_000
const TRIES = 20

/** The port that a cluster had before; undefined before its first start. */
function keptPort(folder: string): number | undefined {
  try {
    const port = Number(readFileSync(fileOf(folder), 'utf8'))
    return Number.isInteger(port) && port > 0 ? port : undefined
  } catch {
    return undefined
  }
}

/** Keeps the port for the next start. */
export async function keepPort(folder: string, port: number): Promise<void> {
  if (keptPort(folder) === port) return
  const aside = `${fileOf(folder)}.${process.pid}.tmp`
  await writeFile(aside, `${port}\n`, { mode: 0o644 })
  await rename(aside, fileOf(folder))
}

/** Ports to try in turn: the kept one, then free ones. */
export function portsOf(folder: string): () => Promise<number> {
  let kept = keptPort(folder)
  return async () => {
    const port = kept ?? (await freePort())
    kept = undefined
    return port
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const port = FIRST + Math.floor(COUNT * Math.random())
    if (await listened(port)) return port
  }
  return (await listened(0)) as number
}

/** The port once it was listened on; undefined where another program has it. */
function listened(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => {
      const { port: found } = server.address() as { port: number }
      server.close(() => resolve(found))
    })
  })
}

function fileOf(folder: string): string {
  return join(folder, 'port')
}
