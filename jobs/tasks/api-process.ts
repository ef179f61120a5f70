import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { readEnv } from '../../src/config.js'
import { UnavailableError } from '../../src/lib/errors.js'

export interface ApiProcess {
  readonly url: string
  /** Whether the store held published results at the start, datasets alone, or nothing. */
  readonly holds: 'results' | 'datasets' | 'nothing'
  /** Resolves with its exit code. */
  readonly ended: Promise<number>
  stop(): Promise<void>
}

export interface ApiOptions {
  /** 0: any free port. */
  readonly port: number
  readonly host: string
  /** Only warnings and errors. */
  readonly quiet?: boolean
}

const STOP_PATIENCE_MS = 15_000
const TRY_AGAIN = 75

/**
 * Starts the API as a child process and waits until it listens. It is detached into its own process
 * group, so that Ctrl-C reaches only this process, which then stops it; if this process is killed, the
 * API stops when its IPC channel closes.
 */
export async function startApi({ port, host, quiet }: ApiOptions): Promise<ApiProcess> {
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
  const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
  const started = await Promise.race([listening(child), ended])
  if (typeof started === 'object') return { ...started, ended, stop: () => stopChild(child, ended) }
  throw new UnavailableError('the API did not start: see its message above', {
    retryable: started === TRY_AGAIN,
  })
}

type Started = Pick<ApiProcess, 'url' | 'holds'>

/** The address that the API reports once it listens, and what its store holds. */
function listening(child: ChildProcess): Promise<Started> {
  return new Promise((resolve) =>
    child.on('message', (message) => {
      const { url, holds = 'results' } = message as Partial<Started>
      if (typeof url === 'string') resolve({ url, holds })
    }),
  )
}

async function stopChild(child: ChildProcess, ended: Promise<number>): Promise<void> {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS)
  await ended
  clearTimeout(timer)
}

/** Whether the port is free. */
export function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })
}
