import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DEFAULT_STRATEGY } from '../../src/catalogue.js'
import { readEnv, toConfig } from '../../src/config.js'
import { AbortedError } from '../../src/lib/errors.js'
import { defaultWorkers } from '../pool/default-workers.js'
import { withSession } from '../session/open.js'
import type { Session } from '../session/session.js'
import { note, print } from '../session/terminal.js'
import { type ApiProcess, isFree, startApi } from '../tasks/api-process.js'
import { backtest } from '../tasks/backtest/backtest.js'
import { ingest } from '../tasks/data/ingest.js'
import { type RunReport, runReport } from '../tasks/report/run-report.js'
import { type DemoRun, everyWindow, trainEach } from './demo-windows.js'
import { createObserver } from './show/backtest-observer.js'
import { demoTable } from './show/demo-table.js'
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

const STRATEGIES = [DEFAULT_STRATEGY, 'pca-ou'] as const

/** Trains and serves a sample market until Ctrl-C. */
export async function demo({ port, once = false, all = false }: DemoOptions): Promise<void> {
  const started = performance.now()
  const elapsed = () => duration((performance.now() - started) / 1000)
  await withSession(
    async (session) => {
      const api = await startDemoApi(port)
      try {
        const isNew = await prepareSample(session)
        const trained: TrainedRun[] = []
        for (const strategy of STRATEGIES) trained.push(await train(session, { strategy }))
        const isComputed = isNew || trained.some(({ computed }) => computed > 0)
        print(demoTable(trained.map(({ report }) => report)))
        if (isComputed || once) await showFirstQuery(api)
        if (once) return note(`\nAnswered after ${elapsed()}.`)
        print(addresses(api, elapsed()))
        if (all) await trainOthers(session, elapsed)
        await untilStopped(session.signal, api)
      } finally {
        await api.stop()
      }
    },
    { stopsItself: true },
  )
}

function addresses({ url }: ApiProcess, elapsed: string): string {
  return `
Ready after ${elapsed}; Ctrl-C stops everything, and the next start reuses the results.
  dashboard   ${url}/
  playground  ${url}/playground
  GraphQL     ${url}/graphql`
}

/** A window of each of the other strategies, while the API answers. */
async function trainOthers(session: Session, elapsed: () => string): Promise<void> {
  const runs = everyWindow(STRATEGIES, SAMPLE_YEAR)
  note(`\nA window of each of ${runs.length} further strategies follows; the API stays up.`)
  const trained = await trainEach(runs, async (run) => (await train(session, run)).failed === 0)
  print(`${trained} further strategies answer for ${SAMPLE_YEAR}, after ${elapsed()}.`)
}

async function startDemoApi(asked: number | undefined): Promise<ApiProcess> {
  const { host, port } = toConfig(readEnv())
  const wanted = asked ?? port
  const free = await isFree(wanted, host)
  if (!free && asked === undefined) note(`Port ${wanted} is in use: taking a free one.`)
  return startApi({ host, port: free || asked !== undefined ? wanted : 0, quiet: true })
}

/** Writes the sample market as files and ingests them as a user would; whether it was not there before. */
async function prepareSample(session: Session): Promise<boolean> {
  const { writeSyntheticMarket } = await import('../../src/data/synthetic/write-market.js')
  const folder = join(session.config.home, 'sample')
  if (!existsSync(join(folder, 'sectors.csv'))) writeSyntheticMarket(folder, SAMPLE)
  const { dataset, registered } = await ingest(session, {
    name: DATASET,
    files: [join(folder, 'prices.csv')],
    membership: join(folder, 'membership.csv'),
    sectors: join(folder, 'sectors.csv'),
  })
  if (!registered.created) return false
  print(
    `A synthetic market: ${dataset.assetCount} assets, ${dataset.firstDate} to ${dataset.lastDate}, in ${folder}.\n` +
      'Its prices are drawn from a seed, and the strength of its signal was chosen: its Sharpe ratios\n' +
      'show that the program works, nothing about real markets. Two strategies are trained on it:',
  )
  return true
}

interface TrainedRun {
  readonly report: RunReport
  /** Splits that were not there before. */
  readonly computed: number
  readonly failed: number
}

async function train(session: Session, run: DemoRun): Promise<TrainedRun> {
  const { observer, stop } = createObserver({})
  try {
    const options = { dataset: DATASET, workers: defaultWorkers(), ...run }
    const { plan, failed } = await backtest(session, options, {
      ...observer,
      onPlan: (found) => found.todo.length > 0 && observer.onPlan?.(found),
    })
    stop()
    const report = await runReport(session.db, plan.run)
    return { report, computed: plan.todo.length, failed: failed.length }
  } finally {
    stop()
  }
}

/** The last dates of a test year of the default strategy. */
const QUERY = `{ split(name: "test_2019_2020", dataset: "${DATASET}") { measures { netSharpe netSharpeStandardError } pnl(from: "2020-12-30") { date net } } }`

async function showFirstQuery({ url }: ApiProcess): Promise<void> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY }),
  })
  print(`\nA query, and its answer:\n${QUERY}\n${JSON.stringify(await response.json())}`)
}

async function untilStopped(signal: AbortSignal, api: ApiProcess): Promise<void> {
  if (signal.aborted) throw new AbortedError('stopped')
  const stopped = new Promise<'stopped'>((resolve) =>
    signal.addEventListener('abort', () => resolve('stopped'), { once: true }),
  )
  const code = await Promise.race([stopped, api.ended])
  if (code !== 'stopped') process.exitCode = code
}
