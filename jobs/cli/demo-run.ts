import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readEnv, toConfig } from '../../src/config.js'
import { AbortedError } from '../../src/lib/errors.js'
import { defaultWorkers } from '../pool/default-workers.js'
import { withSession } from '../session/open.js'
import type { Session } from '../session/session.js'
import { note, print } from '../session/terminal.js'
import { type ApiProcess, isFree, startApi } from '../tasks/api-process.js'
import { backtest } from '../tasks/backtest/backtest.js'
import { ingest } from '../tasks/data/ingest.js'
import { runReport } from '../tasks/report/run-report.js'
import { type DemoRun, everyWindow, trainEach } from './demo-windows.js'
import { createObserver } from './show/backtest-observer.js'
import { reportTable } from './show/report-table.js'
import { duration } from './show/table.js'

/** Small enough for two cores and two minutes. */
export const SAMPLE = {
  seed: 20,
  assets: 44,
  from: '2009-01-02',
  to: '2020-12-31',
  signal: 0.2,
} as const
export const DATASET = 'sample'
/** Its last whole test year. */
export const SAMPLE_YEAR = '2020'

export interface DemoOptions {
  readonly port?: number
  /** Stop after the first answer. */
  readonly once?: boolean
  /** Then train a window of every other strategy. */
  readonly all?: boolean
}

/** Trains and serves a sample market until Ctrl-C. */
export async function demo({ port, once = false, all = false }: DemoOptions): Promise<void> {
  const started = performance.now()
  const elapsed = () => duration((performance.now() - started) / 1000)
  await withSession(
    async (session) => {
      const api = await startDemoApi(port)
      try {
        await prepareSample(session)
        await train(session, { strategy: 'pca-ou' })
        await showFirstQuery(api)
        if (once) return note(`\nAnswered after ${elapsed()}.`)
        note(`\nAnswered after ${elapsed()}; the API stays up while the next strategy trains.\n`)
        await train(session, { strategy: 'attention-longconv' })
        print(
          `Ready after ${elapsed()}.\n` +
            `  playground  ${api.url}/playground\n` +
            `  dashboard   ${api.url}/\n` +
            `  GraphQL     ${api.url}/graphql\n` +
            `The same query without strategy: "pca-ou" answers for attention-longconv.\n` +
            'Ctrl-C stops everything; the next start reuses the results.',
        )
        if (all) {
          const runs = everyWindow(['pca-ou', 'attention-longconv'], SAMPLE_YEAR)
          note(`\nA window of each of ${runs.length} further strategies follows; the API stays up.`)
          const trained = await trainEach(runs, (run) => train(session, run))
          print(`${trained} further strategies answer for ${SAMPLE_YEAR}, after ${elapsed()}.`)
        }
        await untilStopped(session.signal, api)
      } finally {
        await api.stop()
      }
    },
    { stopsItself: true },
  )
}

async function startDemoApi(asked: number | undefined): Promise<ApiProcess> {
  const { host, port } = toConfig(readEnv())
  const wanted = asked ?? port
  const free = await isFree(wanted, host)
  if (!free && asked === undefined) note(`Port ${wanted} is in use: taking a free one.`)
  return startApi({ host, port: free || asked !== undefined ? wanted : 0, quiet: true })
}

/** Writes the sample market as files and ingests them as a user would. */
async function prepareSample(session: Session): Promise<void> {
  const { writeSyntheticMarket } = await import('../../src/data/synthetic/write-market.js')
  const folder = join(session.config.home, 'sample')
  if (!existsSync(join(folder, 'sectors.csv'))) writeSyntheticMarket(folder, SAMPLE)
  const { dataset } = await ingest(session, {
    name: DATASET,
    files: [join(folder, 'prices.csv')],
    membership: join(folder, 'membership.csv'),
    sectors: join(folder, 'sectors.csv'),
  })
  print(
    `Sample market: ${dataset.assetCount} assets, ${dataset.firstDate} to ${dataset.lastDate}, in ${folder}.\n` +
      'It is synthetic: its prices are drawn from a seed, and how strong a signal they hold\n' +
      `(${SAMPLE.signal}) was chosen. Its Sharpe ratios show that the program works, nothing about real markets.`,
  )
}

/** Prints the report of a run; whether all of its splits are published. */
async function train(session: Session, run: DemoRun): Promise<boolean> {
  const { observer, stop } = createObserver({})
  try {
    const options = { dataset: DATASET, workers: defaultWorkers(), ...run }
    const { plan, failed } = await backtest(session, options, observer)
    stop()
    print(`\n${reportTable(await runReport(session.db, plan.run))}\n`)
    return failed.length === 0
  } finally {
    stop()
  }
}

/** All test years, the last dates of the last one, and the live split's book of the next session. */
const QUERY = `{
  splits(strategy: "pca-ou", dataset: "sample") {
    name
    measures { netSharpe netSharpeStandardError hedgedNetSharpe turnover }
  }
  split(name: "test_2019_2020", strategy: "pca-ou", dataset: "sample") {
    pnl(from: "2020-12-29") { date net }
  }
  live: split(name: "test_2020_2021", strategy: "pca-ou", dataset: "sample") {
    nextDate
    weights(date: "2021-01-04", side: LONG, top: 3) { asset { symbol sector } weight }
  }
}`

async function showFirstQuery({ url }: ApiProcess): Promise<void> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY }),
  })
  print(`A first query to ${url}/graphql:\n\n${QUERY}\n\nIts answer:\n`)
  print(JSON.stringify(await response.json(), null, 2))
}

async function untilStopped(signal: AbortSignal, api: ApiProcess): Promise<void> {
  if (signal.aborted) throw new AbortedError('stopped')
  const stopped = new Promise<'stopped'>((resolve) =>
    signal.addEventListener('abort', () => resolve('stopped'), { once: true }),
  )
  const code = await Promise.race([stopped, api.ended])
  if (code !== 'stopped') process.exitCode = code
}
