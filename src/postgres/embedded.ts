import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { toError } from '../lib/errors.js'
import { claimed, giveUp, urlOf } from './claim.js'
import { type Cluster, clusterOf } from './cluster.js'
import { keepPort, portsOf } from './cluster-port.js'
import { findPostmaster, type Postmaster, startPostmaster, stopPostmaster } from './postmaster.js'
import { ServerAwayError } from './server-away.js'
import { clearStopped, isMarkedStopped, markStopped } from './stop-mark.js'

export interface EmbeddedOptions {
  /** False for a throwaway cluster: nothing is synced to disk. */
  readonly durable?: boolean
}

/** A running embedded Postgres, and our claim on it. */
export interface EmbeddedServer {
  readonly kind: 'embedded' | 'system'
  readonly folder: string
  /** Whether the folder lies outside the home. */
  readonly outside: boolean
  readonly url: string
  /** Whether it was running already. */
  readonly reused: boolean
  /**
   * The port at which it listens now. A server that has died is started again first, by whichever
   * process needs it first: Postgres locks the data folder, so the others find that server.
   */
  locate(): Promise<number>
  /** Gives up the claim; the last process to do so stops the server. */
  release(): Promise<void>
}

const PATIENCE_MS = 60_000
const POLL_MS = 25

/**
 * The Postgres under a home: the one that runs there, else started now. Any number of processes
 * share it, and the last to release it stops it; one that a killed process left running is reused.
 */
export async function openEmbedded(
  home: string,
  { durable = true }: EmbeddedOptions = {},
): Promise<EmbeddedServer> {
  const cluster = await clusterOf(home, { durable })
  clearStopped(cluster.folder)
  const server = new ClaimedServer(cluster, durable)
  await server.open()
  return server
}

/** Stops the server under a home, even where other processes use it; they do not start it again. */
export async function stopEmbedded(home: string): Promise<void> {
  const { data, folder } = await clusterOf(home)
  markStopped(folder)
  await stopPostmaster(data)
}

class ClaimedServer implements EmbeddedServer {
  readonly kind: EmbeddedServer['kind']
  readonly folder: string
  readonly outside: boolean
  url = ''
  reused = true
  #claim: pg.Client | undefined
  /** The process that we hold a claim on. */
  #pid: number | undefined
  #claiming: Promise<Postmaster> | undefined
  #released: Promise<void> | undefined

  constructor(
    readonly cluster: Cluster,
    readonly durable: boolean,
  ) {
    this.kind = cluster.binaries.kind
    this.folder = cluster.folder
    this.outside = cluster.outside
  }

  async open(): Promise<void> {
    const { port } = await this.#claimed()
    this.url = urlOf(this.cluster, port)
  }

  readonly locate = async (): Promise<number> => {
    const running = findPostmaster(this.cluster.data)
    if (running?.ready && running.pid === this.#pid) return running.port
    if (this.#released) throw new ServerAwayError(`${this.folder} has been released`)
    try {
      return (await this.#claimed()).port
    } catch (thrown) {
      throw new ServerAwayError(toError(thrown).message, { cause: thrown })
    }
  }

  /** Bound, as callers take it out of the object. */
  readonly release = (): Promise<void> => {
    this.#released ??= this.#release()
    return this.#released
  }

  async #release(): Promise<void> {
    await this.#claiming?.catch(() => {})
    const claim = this.#claim
    if (!claim) return
    if (await giveUp(claim)) await stopPostmaster(this.cluster.data)
    await claim.end().catch(() => {})
  }

  /** One claim at a time, however many connections wait for it. */
  #claimed(): Promise<Postmaster> {
    this.#claiming ??= this.#start().finally(() => {
      this.#claiming = undefined
    })
    return this.#claiming
  }

  async #start(): Promise<Postmaster> {
    const since = Date.now()
    const deadline = since + PATIENCE_MS
    let started = false
    for (;;) {
      const running = findPostmaster(this.cluster.data)
      if (running?.ready) {
        const claim = await claimed(this.cluster, running.port)
        if (claim instanceof pg.Client) return this.#hold(claim, running, started)
        if (Date.now() > deadline) throw unreachable(this.cluster, claim)
      } else if (running) {
        if (Date.now() > deadline)
          throw unreachable(this.cluster, new Error('it does not become ready'))
      } else {
        started = await startServer(this.cluster, this.durable, since)
        continue
      }
      await sleep(POLL_MS)
    }
  }

  #hold(claim: pg.Client, running: Postmaster, started: boolean): Postmaster {
    const before = this.#claim
    this.#claim = claim
    this.#pid = running.pid
    if (!before) this.reused = !started
    before?.end().catch(() => {})
    // Without its connection the claim is gone, even where the server lives on.
    claim.once('end', () => {
      if (this.#claim === claim) this.#pid = undefined
    })
    return running
  }
}

/** Starts the server at its port; false where another process was faster. */
async function startServer(cluster: Cluster, durable: boolean, since: number): Promise<boolean> {
  const { folder, data, log, account, binaries } = cluster
  if (isMarkedStopped(folder)) throw new ServerAwayError(`the Postgres of ${folder} was stopped`)
  const unsafe = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
  const settings = { jit: 'off', ...(durable ? {} : unsafe) }
  const options = { postgres: binaries.postgres, data, log, account, settings, since }
  const running = await startPostmaster(options, portsOf(folder))
  if (running) await keepPort(folder, running.port)
  return running !== undefined
}

function unreachable({ folder, log }: Cluster, cause: Error): ServerAwayError {
  return new ServerAwayError(
    `the Postgres that runs on ${folder} cannot be used: ${cause.message}; its log is ${log}`,
    { cause },
  )
}
