import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readEnv, toConfig } from '../../src/config.js'
import { AbortedError } from '../../src/lib/errors.js'
import { defaultWorkers } from '../pool.js'
import { type ApiProcess, isFree, startApi } from '../tasks/api-process.js'
import { backtest } from '../tasks/backtest.js'
import { ingest } from '../tasks/ingest.js'
import { runReport } from '../tasks/run-report.js'
import type { Session } from '../tasks/session.js'
import { createObserver } from './backtest-observer.js'
import { reportTable } from './report-table.js'
import { withSession } from './session.js'
import { duration } from './table.js'
import { note, print } from './terminal.js'

/** About forty assets and twelve years: windows small enough for two cores and two minutes. */
const SAMPLE = { seed: 20, assets: 44, from: '2009-01-02', to: '2020-12-31' } as const
const DATASET = 'sample'
/** The default recipe but for fewer epochs, to be there within two minutes. */
const RUNS = [
  { strategy: 'pca-ou', settings: {} },
  { strategy: 'attention-longconv', settings: {} },
] as const

/** The whole of it on a sample market, then the API until Ctrl-C. */
export async function demo({ port }: { readonly port?: number }): Promise<void> {
  const started = performance.now()
  await withSession(async (session) => {
    const api = await startDemoApi(port)
    try {
      await prepareSample(session)
      for (const { strategy, settings } of RUNS) await train(session, strategy, settings)
      await showFirstQuery(api)
      const seconds = (performance.now() - started) / 1000
      print(
        `\nReady after ${duration(seconds)}: playground ${api.url}/playground, ` +
          `dashboard ${api.url}/, GraphQL ${api.url}/graphql\nCtrl-C stops all of it.`,
      )
      await untilStopped(session.signal, api)
    } finally {
      await api.stop()
    }
  })
}

async function startDemoApi(asked: number | undefined): Promise<ApiProcess> {
  const { host, port } = toConfig(readEnv())
  const wanted = asked ?? port
  const free = await isFree(wanted, host)
  if (!free && asked === undefined) note(`Port ${wanted} is in use: taking a free one.`)
  return startApi({ host, port: free || asked !== undefined ? wanted : 0, quiet: true })
}

/** The sample market as files, ingested like anybody's. */
async function prepareSample(session: Session): Promise<void> {
  const { writeSyntheticMarket } = await import('../../src/data/synthetic-source.js')
  const folder = join(session.config.home, 'sample')
  if (!existsSync(join(folder, 'sectors.csv'))) writeSyntheticMarket(folder, SAMPLE)
  const { dataset } = await ingest(session, {
    name: DATASET,
    files: [join(folder, 'prices.csv')],
    membership: join(folder, 'membership.csv'),
    sectors: join(folder, 'sectors.csv'),
  })
  note(
    `Sample market: ${dataset.assetCount} assets, ${dataset.firstDate} to ${dataset.lastDate}, in ${folder}`,
  )
}

async function train(
  session: Session,
  strategy: string,
  settings: Record<string, unknown>,
): Promise<void> {
  const { observer, stop } = createObserver({})
  try {
    const options = { dataset: DATASET, strategy, settings, workers: defaultWorkers() }
    const { plan } = await backtest(session, options, observer)
    stop()
    print(`\n${reportTable(await runReport(session.db, plan.run))}\n`)
  } finally {
    stop()
  }
}

const QUERY = `{
  split(name: "test_2019_2020") {
    measures { netSharpe netSharpeStandardError hedgedNetSharpe turnover }
    weights(date: "2020-12-31", side: LONG, top: 3) { asset { symbol sector } weight }
  }
}`

async function showFirstQuery({ url }: ApiProcess): Promise<void> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY }),
  })
  print(`A first query:\n\n${QUERY}\n\nIts answer:\n`)
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
