import { setTimeout as sleep } from 'node:timers/promises'

export interface Seen {
  /** Consistent answers. */
  whole: number
  /** Inconsistent answers. */
  mixed: number
  /** Requests without an answer. */
  away: number
}

const QUERY = `{ splits {
  name version pnlSeries { dates gross cost net turnover shortExposure }
} }`

interface Series {
  readonly dates: readonly string[]
  readonly gross: readonly number[]
  readonly cost: readonly number[]
  readonly net: readonly number[]
  readonly turnover: readonly number[]
  readonly shortExposure: readonly number[]
}

/** Queries an API in a loop, reachable or not, and checks that answers are consistent. */
export function readWhileItLasts(url: string): { stop(): void; seen(): Promise<Seen> } {
  const seen: Seen = { whole: 0, mixed: 0, away: 0 }
  let stopped = false
  const read = async (): Promise<void> => {
    while (!stopped) {
      try {
        const response = await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: QUERY }),
          signal: AbortSignal.timeout(10_000),
        })
        const { data } = (await response.json()) as {
          data?: { splits: { pnlSeries: Series }[] } | null
        }
        if (!data) seen.away++
        else if (data.splits.every(({ pnlSeries }) => addsUp(pnlSeries))) seen.whole++
        else seen.mixed++
      } catch {
        seen.away++
      }
      await sleep(250)
    }
  }
  const reading = read()
  return {
    stop() {
      stopped = true
    },
    async seen() {
      await reading
      return seen
    },
  }
}

/** Identity 1 on every date of a split. */
function addsUp({ gross, cost, net, turnover, shortExposure }: Series): boolean {
  return net.every((value, t) => {
    const costs = 5e-4 * turnover[t] + 1e-4 * shortExposure[t]
    return Math.abs(cost[t] - costs) < 1e-9 && Math.abs(value - (gross[t] - cost[t])) < 1e-9
  })
}
