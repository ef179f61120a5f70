import { type Lanes, type LanesOptions, openLanes } from '../queue/lanes.js'

type WorkerLanesOptions = Pick<LanesOptions, 'pool' | 'onJob' | 'log' | 'pollMs'>

/** The lanes of a worker, by queue; lanes in trouble are stopped and replaced at the next `open`. */
export class WorkerLanes {
  readonly #options: WorkerLanesOptions
  /** Open lanes, and those whose last jobs are still running. */
  readonly #all = new Set<Lanes>()
  readonly #open = new Map<string, Lanes>()
  readonly #stops = new Set<Promise<void>>()

  constructor(options: WorkerLanesOptions) {
    this.#options = options
  }

  /** Names under which the lanes lock jobs in the queue. */
  names(): string[] {
    return [...this.#all].flatMap((lanes) => [...lanes.names])
  }

  /** Opens lanes over a queue unless it has some. */
  open(queue: string, concurrency: number): void {
    if (concurrency === 0 || this.#open.has(queue)) return
    const lanes: Lanes = openLanes({
      ...this.#options,
      queue,
      concurrency,
      onTrouble: () => {
        if (this.#open.get(queue) === lanes) this.#close(queue, lanes)
      },
    })
    this.#all.add(lanes)
    this.#open.set(queue, lanes)
  }

  async stop(): Promise<void> {
    for (const [queue, lanes] of this.#open) this.#close(queue, lanes)
    await Promise.all(this.#stops)
  }

  #close(queue: string, lanes: Lanes): void {
    this.#open.delete(queue)
    const stopped = lanes
      .stop()
      .catch(() => {})
      .finally(() => {
        this.#all.delete(lanes)
        this.#stops.delete(stopped)
      })
    this.#stops.add(stopped)
  }
}
