import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DATASET, SAMPLE } from '../../jobs/cli/demo-run.js'
import { writeSyntheticMarket } from '../../src/data/synthetic/write-market.js'
import { serve, succeed } from './program.js'

export interface DemoStore extends AsyncDisposable {
  readonly url: string
  readonly home: string
  /** For files of the test; deleted with the store. */
  readonly folder: string
  /** The evening of the next session: its prices are ingested and scored with `strategy`. */
  nextEvening(strategy: string): Promise<void>
}

const NEXT_DATE = '2021-01-04'

/**
 * The store of `residua demo`, served by the built program: its market, the run of `pca-ou`, and
 * `attention-longconv` after one epoch of training, so only the numbers of `pca-ou` equal the demo's.
 */
export async function demoStore(): Promise<DemoStore> {
  const folder = mkdtempSync(join(tmpdir(), 'residua-demo-'))
  const home = join(folder, 'home')
  const market = join(folder, 'market')
  writeSyntheticMarket(market, SAMPLE)
  await ingest(market, home)
  const backtest = ['backtest', '--dataset', DATASET, '--workers', '2', '--strategy']
  await succeed([...backtest, 'pca-ou'], home)
  await succeed([...backtest, 'attention-longconv', '--config', 'epochs=1'], home)
  const server = await serve(home)
  return {
    url: server.url,
    home,
    folder,
    async nextEvening(strategy) {
      const longer = join(folder, 'longer')
      writeSyntheticMarket(longer, { ...SAMPLE, to: NEXT_DATE })
      const today = pricesOn(join(longer, 'prices.csv'), NEXT_DATE)
      const file = join(folder, 'today.csv')
      writeFileSync(file, today)
      await succeed(['ingest', file, '--as', DATASET], home)
      await succeed(['score', '--dataset', DATASET, '--strategy', strategy], home)
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function ingest(market: string, home: string): Promise<void> {
  const [prices, membership, sectors] = ['prices', 'membership', 'sectors'].map((name) =>
    join(market, `${name}.csv`),
  )
  const beside = ['--membership', membership, '--sectors', sectors]
  await succeed(['ingest', prices, ...beside, '--as', DATASET], home)
}

function pricesOn(file: string, date: string): string {
  const [header, ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n')
  return `${[header, ...rows.filter((row) => row.startsWith(date))].join('\n')}\n`
}
