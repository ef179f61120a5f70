import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { toError } from '../../src/lib/errors.js'
import { requeueJob } from '../../src/store/jobs/end.js'
import { QUEUES } from '../../src/store/jobs/enqueue.js'
import type { StoredJob } from '../../src/store/jobs/job.js'
import { reclaim } from '../../src/store/jobs/reclaim.js'
import { type HeldJob, heartbeat, isCardTaken, retireWorker } from '../../src/store/jobs/workers.js'
import { isOutage } from '../../src/store/outage.js'
import { installQueue } from '../queue/install.js'
import { type Lanes, openLanes } from '../queue/lanes.js'
import { keepMarkets } from '../queue/markets.js'
import type { Session } from '../session/session.js'
import type { Settings } from '../session/settings.js'
import { type Performance, perform, type StopReason } from './perform.js'

export interface WorkerOptions {
  readonly settings?: Settings
  /** Jobs at a time that need no graphics card. */
  readonly concurrency: number
  /** The card that this worker has, and jobs at a time on it; without it none of those is taken. */
  readonly gpu?: { readonly name: string; readonly concurrency: number }
  readonly onStart?: (job: StoredJob) => void
  readonly onEnd?: (job: StoredJob, outcome: string) => void
  readonly log?: (line: string) => void
  /** How often it says that it lives, and after how long a silence others take its jobs. */
  readonly beatMs?: number
  readonly deadAfterMs?: number
  /** How often it asks for jobs that it was not told of: those that wait for their time. */
  readonly pollMs?: number
  readonly performance?: Pick<Performance, 'find' | 'pause'>
}

const BEAT_MS = 2_000
const DEAD_AFTER_SECONDS = 30

interface HeldAttempt {
  readonly job: StoredJob
  readonly stop: (reason: StopReason) => void
}

/**
 * Takes jobs until `session.signal` says stop; then hands back what it holds, at once. It says every
 * two seconds that it lives; a database that is away is waited for. Of several workers each job is
 * one's, and that of a worker which died is another's.
 */
export async function runWorker(session: Session, options: WorkerOptions): Promise<void> {
  const { db, signal } = session
  const { concurrency, gpu, settings = {}, log = () => {} } = options
  const { deadAfterMs = 1000 * (settings.worker?.deadAfterSeconds ?? DEAD_AFTER_SECONDS) } = options
  const { beatMs = Math.min(BEAT_MS, deadAfterMs / 5) } = options
  await installQueue(session)
  const workerId = randomUUID()
  const held = new Map<number, HeldAttempt>()
  const performance: Performance = {
    ...options.performance,
    session,
    settings,
    workerId,
    market: keepMarkets(db),
    onStart(job, stop) {
      const attempt = { job, stop }
      held.set(job.id, attempt)
      options.onStart?.(job)
      return () => {
        if (held.get(job.id) === attempt) held.delete(job.id)
      }
    },
    onEnd: options.onEnd,
    log,
  }
  const crew = crewOf(session, {
    log,
    pollMs: options.pollMs,
    async onJob(jobId) {
      try {
        await perform(jobId, performance)
      } catch (thrown) {
        // Not written down: it is found still running when nobody runs it, and goes back.
        log(`job ${jobId}: ${toError(thrown).message}`)
        throw thrown
      }
    },
  })

  let strays: readonly HeldJob[] = []
  const look = async (): Promise<void> => {
    const mine = [...held.values()]
    const lanes = crew.names()
    const known = await heartbeat(db, {
      id: workerId,
      host: hostname(),
      pid: process.pid,
      gpu: gpu?.name ?? null,
      concurrency,
      lanes,
    })
    stopWhatIsNotOurs(mine, known)
    const unknown = known.filter(
      ({ id }) => !mine.some(({ job }) => job.id === id) && !held.has(id),
    )
    // Seen twice: one that has just begun is not ours to know yet.
    const lost = unknown.filter(({ id }) => strays.some((stray) => stray.id === id))
    for (const attempt of lost) await requeueJob(db, attempt, { delayMs: 0 })
    strays = unknown
  }

  let recovered = 0
  try {
    while (!signal.aborted) {
      try {
        await look()
        crew.open(QUEUES.any, concurrency)
        if (gpu && !(await isCardTaken(db, { id: workerId, host: hostname(), gpu: gpu.name }))) {
          crew.open(QUEUES.gpu, gpu.concurrency)
        }
        if (Date.now() - recovered >= deadAfterMs / 3) {
          recovered = Date.now()
          const takenOver = await reclaim(db, deadAfterMs)
          if (takenOver.length > 0) log(`taken from dead workers: jobs ${takenOver.join(', ')}`)
        }
      } catch (thrown) {
        const error = toError(thrown)
        if (!isOutage(error)) throw error
        log(`the database is away: ${error.message}`)
      }
      await sleep(beatMs, undefined, { signal }).catch(() => {})
    }
  } finally {
    for (const { stop } of held.values()) stop('worker stops')
    await crew.stop()
    await retireWorker(db, workerId).catch(() => {}) // struck off for its silence, then
  }
}

function stopWhatIsNotOurs(mine: readonly HeldAttempt[], known: readonly HeldJob[]): void {
  for (const { job, stop } of mine) {
    const row = known.find(({ id }) => id === job.id)
    if (!row || row.attempts !== job.attempts) stop('taken over')
    else if (row.cancel) stop('cancelled')
  }
}

interface CrewOptions {
  readonly pollMs?: number
  readonly onJob: (jobId: number) => Promise<void>
  readonly log: (line: string) => void
}

/** The lanes of a worker; those in trouble are replaced the next time they are asked for. */
function crewOf({ pool }: Session, { onJob, log, pollMs }: CrewOptions) {
  const all = new Set<Lanes>()
  const open = new Map<string, Lanes>()
  const stops = new Set<Promise<void>>()

  const leave = (queue: string, lanes: Lanes) => {
    if (open.get(queue) === lanes) open.delete(queue)
    const stopped = lanes
      .stop()
      .catch(() => {})
      .finally(() => {
        all.delete(lanes)
        stops.delete(stopped)
      })
    stops.add(stopped)
  }
  return {
    names: () => [...all].flatMap((lanes) => [...lanes.names]),
    open(queue: string, concurrency: number): void {
      if (concurrency === 0 || open.has(queue)) return
      const lanes: Lanes = openLanes({
        pool,
        queue,
        concurrency,
        onJob,
        log,
        pollMs,
        onTrouble: () => {
          if (open.get(queue) === lanes) leave(queue, lanes)
        },
      })
      all.add(lanes)
      open.set(queue, lanes)
    },
    async stop() {
      for (const [queue, lanes] of open) leave(queue, lanes)
      await Promise.all(stops)
    },
  }
}
