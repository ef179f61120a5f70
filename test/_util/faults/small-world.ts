import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeSyntheticMarket } from '../../../src/data/synthetic/write-market.js'
import { residua } from './run-residua.js'
import { FULL } from './scale.js'

/** A small market and runs of two strategies: one with training and checkpoints, one without. */
const MARKET = FULL
  ? { seed: 7, assets: 12, from: '2004-01-05', to: '2018-12-31' }
  : { seed: 7, assets: 10, from: '2014-01-06', to: '2017-12-29' }

const SHAPE = ['--train-years', '2', '--dataset', 'small']

const TRAINED = [
  ...['--strategy', 'attention-longconv', ...SHAPE, '--engine', 'wasm', '--seeds', '2'],
  ...['--config', 'epochs=2', '--config', 'factorCount=2', '--config', 'width=8'],
  ...['--config', 'hidden=8'],
]

/** The last one's splits start from each other. */
export const RUNS: readonly (readonly string[])[] = [
  ['--strategy', 'pca-ou', ...SHAPE, '--config', 'factorCount=2'],
  TRAINED,
  ...(FULL ? [[...TRAINED, '--config', 'warmStart=true']] : []),
]

export interface World extends Disposable {
  /** The working directory, with `residua.config.json`. */
  readonly folder: string
  readonly home: string
  /** Environment of programs over a database. */
  env(databaseUrl: string): Record<string, string>
  run(args: readonly string[], databaseUrl: string): Promise<string>
}

/** A folder, a home and settings of its own; `settings` is the settings file. */
export async function smallWorld(settings: object = {}): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'residua-faults-'))
  await chmod(folder, 0o755)
  writeFileSync(join(folder, 'residua.config.json'), JSON.stringify(settings))
  const home = join(folder, 'home')
  const env = (databaseUrl: string) => ({ RESIDUA_HOME: home, DATABASE_URL: databaseUrl })
  return {
    folder,
    home,
    env,
    run: (args, databaseUrl) => residua(args, { cwd: folder, env: env(databaseUrl) }),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Makes the market's files once, and its dataset in a world. */
export async function ingestMarket(world: World, databaseUrl: string): Promise<void> {
  const folder = join(world.folder, 'market')
  writeSyntheticMarket(folder, MARKET)
  await world.run(
    [
      ...['ingest', join(folder, 'prices.csv'), '--as', 'small'],
      ...['--membership', join(folder, 'membership.csv'), '--sectors', join(folder, 'sectors.csv')],
    ],
    databaseUrl,
  )
}

/** The publications without faults: every run in one process. */
export async function computeUndisturbed(world: World, databaseUrl: string): Promise<void> {
  await ingestMarket(world, databaseUrl)
  for (const run of RUNS) await world.run(['backtest', ...run, '--workers', '2'], databaseUrl)
}

/** The same runs, or only the first, which does not train, queued for workers. */
export async function enqueueRuns(
  world: World,
  databaseUrl: string,
  runs: readonly (readonly string[])[] = RUNS,
): Promise<void> {
  for (const run of runs) await world.run(['backtest', ...run, '--queue'], databaseUrl)
}

export const UNTRAINED: readonly (readonly string[])[] = [RUNS[0]]
