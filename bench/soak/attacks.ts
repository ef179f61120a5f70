import type { OpenDatabase } from '../../src/store/database.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { setRunStatus } from '../../src/store/publish/runs.js'
import { table } from '../_util/markdown.js'
import { benchMarket, benchResult, registerMarket } from '../_util/sample-market.js'
import type { RunningServer } from '../_util/servers.js'
import { besideHostile, type HostileQueries, hostileQueries } from './hostile-queries.js'
import { type StalledReaders, stalledReaders } from './stalled-readers.js'

export interface AttackOptions {
  /** Readers that stop, for each set of formats. */
  readonly readers: number
  /** Hostile queries at once. */
  readonly queries: number
  readonly seconds: number
  /** Of the market that is asked about: years of 252 dates. */
  readonly years: number
  readonly assets: number
  /** Starts the API over a database. */
  readonly start: (url: string) => Promise<RunningServer>
}

export const BARS = { readersP99Ms: 250, growthMb: 100, idleMs: 2000, queriesP99Ms: 100 } as const

const FORMATS = [['ndjson'], ['csv'], ['arrow'], ['parquet']] as const

export interface Attacks {
  readonly readers: readonly (StalledReaders & { readonly formats: string })[]
  readonly queries: readonly HostileQueries[]
}

/** Readers that stop and queries that cost as much as they may, each against an API of its own. */
export async function attacks(
  database: Pick<OpenDatabase, 'db' | 'pool' | 'url'>,
  { readers, queries, seconds, years, assets, start }: AttackOptions,
  onDone: (line: string) => void = () => {},
): Promise<Attacks> {
  await publishMarket(database, years, assets)
  const found: { readers: Attacks['readers'][number][]; queries: HostileQueries[] } = {
    readers: [],
    queries: [],
  }
  for (const formats of FORMATS) {
    const paths = formats.flatMap((format) =>
      ['betas', 'residuals'].map((kind) => `/export/latest/all/${kind}.${format}`),
    )
    const stalled = await against(start(database.url), (api) =>
      stalledReaders(api, { readers, seconds, paths }),
    )
    found.readers.push({ ...stalled, formats: formats.join() })
    onDone(`${readers} stalled readers of ${formats}: p99 ${stalled.p99Ms.toFixed(0)} ms`)
  }
  for (const [name, query] of Object.entries(hostileQueries())) {
    const beside = await against(start(database.url), (api) =>
      besideHostile(api, name, query, queries),
    )
    found.queries.push(beside)
    onDone(`${queries} × ${name}: p99 ${beside.p99Ms.toFixed(0)} ms`)
  }
  return found
}

async function publishMarket(
  database: Pick<OpenDatabase, 'db' | 'pool'>,
  yearCount: number,
  assetCount: number,
): Promise<void> {
  const market = benchMarket({ name: 'attacked', assetCount, firstYear: 2016, yearCount })
  const runId = await registerMarket(database, market)
  for (const split of market.splits) {
    await publishSplit(database.pool, { runId, result: benchResult(market, split) })
  }
  await setRunStatus(database.db, runId, 'done')
}

async function against<T>(
  starting: Promise<RunningServer>,
  work: (api: RunningServer) => Promise<T>,
): Promise<T> {
  const api = await starting
  try {
    return await work(api)
  } finally {
    await api.stop()
  }
}

export function attackTables({ readers, queries }: Attacks): string {
  const holds = (value: number | null, bar: number) => (value ?? 0) <= bar
  const verdict = (all: boolean) => (all ? 'holds' : 'MISSED')
  const readerRows = readers.map(
    ({ formats, readers: count, p50Ms, p99Ms, growthMb, idleAfterMs }) => [
      `${count} readers of ${formats} that stop`,
      `${p50Ms.toFixed(1)} / ${p99Ms.toFixed(0)}`,
      growthMb === null ? 'not known here' : growthMb.toFixed(0),
      idleAfterMs === null ? 'not known here' : (idleAfterMs / 1000).toFixed(1),
      verdict(
        holds(p99Ms, BARS.readersP99Ms) &&
          holds(growthMb, BARS.growthMb) &&
          holds(idleAfterMs, BARS.idleMs),
      ),
    ],
  )
  const queryRows = queries.map(
    ({ name, queries: count, aliases, p50Ms, p99Ms, longestMs, seconds }) => [
      `${count} × ${aliases} ${name}`,
      `${p50Ms.toFixed(1)} / ${p99Ms.toFixed(0)}`,
      longestMs.toFixed(0),
      seconds.toFixed(1),
      verdict(holds(p99Ms, BARS.queriesP99Ms)),
    ],
  )
  return [
    table([
      ['files', 'plain query p50 / p99, ms', 'memory, MB more', 'idle after, s', ''],
      ...readerRows,
    ]),
    '',
    table([
      [
        'queries at once × aliases',
        'plain query p50 / p99, ms',
        'longest, ms',
        'all answered after, s',
        '',
      ],
      ...queryRows,
    ]),
  ].join('\n')
}
