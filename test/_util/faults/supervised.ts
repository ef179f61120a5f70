import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const DIST = new URL('../../../dist/', import.meta.url)

export interface ProgramOptions {
  readonly name: string
  /** `residua <args>`; none for the API, which has its own entry point. */
  readonly args?: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

/** A real process that is restarted whenever it ends, as by a supervisor. */
export interface Supervised {
  readonly name: string
  /** Its output over all restarts. */
  readonly said: () => string
  readonly pid: () => number | undefined
  readonly starts: () => number
  kill(): void
  /** Sends SIGTERM and does not restart it; returns the exit code. */
  stop(): Promise<number | null>
}

const PAUSE_MS = 200

export function supervise({ name, args, cwd, env }: ProgramOptions): Supervised {
  const entry = fileURLToPath(new URL(args ? 'jobs/main.js' : 'src/main.js', DIST))
  let [child, said, starts, stopping] = [undefined as ChildProcess | undefined, '', 0, false]
  let ended: Promise<number | null> = Promise.resolve(null)
  const start = () => {
    starts++
    const { DATABASE_URL: _inherited, ...inherited } = process.env
    const mine = spawn(process.execPath, [entry, ...(args ?? [])], {
      cwd,
      env: { ...inherited, NODE_ENV: 'production', NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = mine
    for (const stream of [mine.stdout, mine.stderr]) {
      stream.on('data', (chunk) => {
        said += chunk
      })
    }
    ended = new Promise((resolve) =>
      mine.on('close', (code) => {
        resolve(code)
        if (!stopping) setTimeout(() => !stopping && start(), PAUSE_MS)
      }),
    )
  }
  start()
  return {
    name,
    said: () => said,
    pid: () => (child?.exitCode === null && child.signalCode === null ? child.pid : undefined),
    starts: () => starts,
    kill() {
      child?.kill('SIGKILL')
    },
    async stop() {
      stopping = true
      child?.kill('SIGTERM')
      const patience = setTimeout(() => child?.kill('SIGKILL'), 60_000)
      const code = await ended
      clearTimeout(patience)
      return code
    },
  }
}

/** Processes alive whose environment names a folder: those that the test started, and their children. */
export async function processesOf(folder: string): Promise<number[]> {
  await sleep(300)
  if (!existsSync('/proc')) return []
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder)
      } catch {
        return false // it has just ended, or is not ours
      }
    })
    .map(Number)
}
