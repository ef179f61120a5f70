import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { readEnv } from '../../src/config.js'
import { UnavailableError, UserError } from '../../src/lib/errors.js'

export interface ApiProcess {
  readonly url: string
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number>
  stop(): Promise<void>
}

export interface ApiOptions {
  readonly port: number
  readonly host: string
  readonly quiet?: boolean
}

const START_PATIENCE_MS = 60_000
const POLL_MS = 100
const STOP_PATIENCE_MS = 10_000

/**
 * Starts the API as a child process, in a process group of its own: Ctrl-C on the terminal
 * reaches us alone, and we stop it. Ready when its `/health` answers.
 */
export async function startApi({ port: asked, host, quiet }: ApiOptions): Promise<ApiProcess> {
  const port = asked === 0 ? await freePort(host) : asked
  if (!(await isFree(port, host))) {
    throw new UserError(`port ${port} of ${host} is in use: stop what listens there or give --port`)
  }
  const program = fileURLToPath(new URL('../../src/main.js', import.meta.url))
  const child = spawn(process.execPath, [program], {
    env: {
      ...readEnv(),
      PORT: String(port),
      HOST: host,
      ...(quiet ? { RESIDUA_LOG: 'warn' } : {}),
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: true,
  })
  const ended = new Promise<number>((resolve) =>
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0))),
  )
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  const stop = () => stopChild(child, ended)
  try {
    await untilHealthy(url, ended)
    return { url, ended, stop }
  } catch (thrown) {
    await stop()
    throw thrown
  }
}

async function untilHealthy(url: string, ended: Promise<number>): Promise<void> {
  let code: number | undefined
  void ended.then((value) => {
    code = value
  })
  const deadline = Date.now() + START_PATIENCE_MS
  while (Date.now() < deadline) {
    const answer = await fetch(`${url}/health`).catch(() => null)
    if (code !== undefined)
      throw new UnavailableError(`the API ended with exit code ${code}`, { retryable: code === 75 })
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  throw new UnavailableError(`the API does not answer on ${url}`)
}

async function stopChild(child: ChildProcess, ended: Promise<number>): Promise<void> {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS)
  await ended
  clearTimeout(timer)
}

/** Whether nothing listens there yet. */
export function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })
}

function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, host, () => {
      const address = probe.address()
      const port = address !== null && typeof address === 'object' ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}
