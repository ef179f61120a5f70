import { accountBooks, type Book } from '../src/accounts/account.js'
import { measuresOf } from '../src/accounts/measures.js'
import { pnlOf } from '../src/accounts/pnl.js'
import { marketArrays, marketData } from '../src/characteristics/market-data.js'
import { presetForTensorFlow, readEnv, toConfig } from '../src/config.js'
import { syntheticMarket } from '../src/data/synthetic/synthetic-market.js'
import { at } from '../src/lib/at.js'
import { strategies, strategyByName } from '../src/registry/registry.js'
import type { EngineInfo, SplitResult } from '../src/results.js'
import { openEngine } from '../src/tensor/engine/engine.js'
import type { CheckpointStore } from '../src/walkforward/checkpoints.js'
import { runSplit } from '../src/walkforward/run.js'
import { walkForwardSplits } from '../src/walkforward/splits.js'
import { benchOptions } from './_util/options.js'
import { plantedCases, type Scale } from './planted-signal/cases.js'

/**
 * Checks that the strategies find a planted signal, and none in noise. `npm run bench:signal`:
 *
 * 1. panels whose best policy is known in closed form (cases PL-1 to PL-6, AF-11), eight years of
 *    training and eight out of sample; exit code 1 where one does not hold;
 * 2. a market whose prices revert to fair value, and the same market as pure noise: net Sharpe ratio
 *    of every strategy after 5 bp and 1 bp with its 95 % confidence interval.
 *
 * `-- --only panels` or `-- --only market` does one of them.
 */
const Z95 = 1.959964

const forgetful: CheckpointStore = { load: async () => null, save: async () => {} }

const SCALE: Scale = { trainDays: 2016, testDays: 2016, epochs: 15, seeds: 20 }

async function main(): Promise<void> {
  const values = benchOptions(
    'bench:signal',
    'Whether the strategies find a planted signal, and nothing where there is nothing.',
    { only: { type: 'string', what: 'panels or market' } },
  )
  presetForTensorFlow()
  const { engine: asked, engineFolder: folder, engineThreads: threads } = toConfig(readEnv())
  const engine = await openEngine(asked, { folder, threads })
  process.stdout.write(`engine ${engine.name}\n`)
  if (values.only !== 'market') await panels()
  if (values.only !== 'panels') await markets(engine)
}

async function panels(): Promise<void> {
  const strategy = await strategyByName('attention-longconv')
  const components = await strategyByName('pca-longconv')
  let began = performance.now()
  for await (const { id, claim, figures, holds } of plantedCases(strategy, SCALE, components)) {
    const seconds = ((performance.now() - began) / 1000).toFixed(0)
    const verdict = holds ? 'holds' : 'FAILS'
    process.stdout.write(`${id.padEnd(6)} ${verdict}  ${claim}: ${figures}  (${seconds} s)\n`)
    if (!holds) process.exitCode = 1
    began = performance.now()
  }
}

async function markets(engine: EngineInfo): Promise<void> {
  for (const [label, signal] of [
    ['planted signal', undefined],
    ['pure noise', 0],
  ] as const) {
    for (const entry of strategies) {
      const began = performance.now()
      const line = await netSharpeOf(entry.name, signal, engine)
      const seconds = ((performance.now() - began) / 1000).toFixed(0)
      process.stdout.write(`${label.padEnd(15)} ${entry.name.padEnd(19)} ${line}  (${seconds} s)\n`)
    }
  }
}

async function netSharpeOf(
  name: string,
  signal: number | undefined,
  engine: EngineInfo,
): Promise<string> {
  const { panel } = syntheticMarket(signal === undefined ? {} : { signal })
  const market = marketData(marketArrays(panel))
  const strategy = await strategyByName(name)
  const results: SplitResult[] = []
  for (const split of walkForwardSplits({ dates: market.dates, nextDate: market.nextDate })) {
    if (split.live) continue
    results.push(
      await runSplit({
        market,
        strategy,
        config: strategy.parseConfig({}),
        split,
        seeds: Array.from({ length: strategy.defaultSeedCount }, (_, i) => i + 1),
        checkpoints: forgetful,
        engine,
        lastCloses: new Float64Array(market.assets.length),
        signal: new AbortController().signal,
      }),
    )
  }
  return describe(results)
}

function describe(results: readonly SplitResult[]): string {
  const days = results.flatMap(({ days }) => days)
  const returns = days.map(
    ({ columns, realised }) =>
      new Map(Array.from(columns, (asset, i) => [asset, realised?.returns[i] ?? Number.NaN])),
  )
  const books: Book[] = days.map((day) => ({ assets: day.columns, weights: day.book }))
  const accounts = accountBooks(books, {
    returnOf: (index, position) => returns[index]?.get(position) ?? Number.NaN,
  })
  const pnl = pnlOf(accounts.map((account, i) => ({ date: at(days, i).date, ...account })))
  const none = pnl.map(() => null)
  const { netSharpe, netSharpeStandardError, grossSharpe, turnover } = measuresOf({
    pnl,
    hedgedNet: none,
    market: new Float64Array(pnl.length),
  })
  const [sharpe, error] = [netSharpe ?? 0, netSharpeStandardError ?? 0]
  const [low, high] = [sharpe - Z95 * error, sharpe + Z95 * error]
  const verdict = low > 0 ? 'above zero' : high < 0 ? 'below zero' : 'zero inside'
  return (
    `net Sharpe ${sharpe.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}] ${verdict}, ` +
    `gross ${(grossSharpe ?? 0).toFixed(2)}, turnover ${(turnover ?? 0).toFixed(2)}, ${pnl.length} days`
  )
}

await main()
