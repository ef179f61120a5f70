import { lastClosesOf } from '../jobs/market/load-market.js'
import { HOST_ENGINE } from '../jobs/pool/split-task.js'
import { withSession } from '../jobs/session/open.js'
import { marketArrays, marketData } from '../src/characteristics/market-data.js'
import { presetForTensorFlow } from '../src/config.js'
import { loadPanel } from '../src/data/dataset/load-panel.js'
import type { Panel } from '../src/data/panel.js'
import { UserError } from '../src/lib/errors.js'
import { strategyByName } from '../src/registry/registry.js'
import type { SplitResult } from '../src/results.js'
import { datasetByName } from '../src/store/datasets.js'
import { openEngine } from '../src/tensor/engine/engine.js'
import type { CheckpointStore, TrainedSeed } from '../src/walkforward/checkpoints.js'
import { runSplit } from '../src/walkforward/run.js'
import { walkForwardSplits } from '../src/walkforward/splits.js'
import { table } from './_util/markdown.js'
import { benchOptions } from './_util/options.js'
import { type MeasuredBooks, measuredBooks } from './risk-aware/measured-books.js'
import { HEADINGS, rowOf } from './risk-aware/row.js'
import { RISK_TRIALS, type RiskTrial } from './risk-aware/trials.js'
import { commandOf, runCommand } from './walk-forward/command.js'

/**
 * What each setting of risk-aware books does to a strategy, walk-forward, on years that choose settings:
 *
 *     npm run bench:risk -- --dataset sp500 [--strategies pca-ou,ridge] [--from 2006 --to 2007]
 *
 * A strategy is trained once for each year; each setting is scored from the same parameters. Nothing is
 * stored.
 */
const options = benchOptions('bench:risk', 'What each setting of risk-aware books does.', {
  dataset: { type: 'string', what: 'an ingested dataset; the default one where left out' },
  strategies: { type: 'string', default: 'pca-ou,ridge', what: 'strategies, separated by commas' },
  from: { type: 'string', default: '2006', what: 'first test year' },
  to: { type: 'string', default: '2007', what: 'last test year' },
  'train-years': { type: 'string', default: '6', what: 'years that a split trains on' },
})

async function main(): Promise<void> {
  presetForTensorFlow()
  await withSession(async ({ db, config }) => {
    const dataset = await datasetByName(db, options.dataset)
    const panel = await loadPanel(dataset.path)
    const engine = await openEngine('wasm', { threads: config.engineThreads })
    print(`${commandOf('bench:risk')}\n`)
    for (const name of options.strategies.split(',')) {
      const rows: string[][] = [[...HEADINGS]]
      const refusals: string[] = []
      let base: MeasuredBooks | null = null
      const scored = await scorerOf(name, panel, { engine, cache: config.home })
      for (const trial of RISK_TRIALS) {
        const books = await scored(trial)
        base ??= typeof books === 'string' ? null : books
        rows.push(rowOf(trial.name, books, base))
        if (typeof books === 'string') refusals.push(`${trial.name}: ${books}`)
        process.stderr.write(`${name} ${trial.name}\n`)
      }
      print([name, '', table(rows), '', ...refusals].join('\n'))
    }
  })
}

interface Where {
  readonly engine: Awaited<ReturnType<typeof openEngine>>
  readonly cache: string
}

/** Scores a trial on every year; the text of the error where it cannot be held. */
async function scorerOf(name: string, panel: Panel, { engine, cache }: Where) {
  const strategy = await strategyByName(name)
  const { ranks, bars } = strategy.inputs(strategy.parseConfig({}))
  const market = marketData(marketArrays(panel, { selection: ranks, bars: bars !== undefined }))
  const splits = walkForwardSplits({
    ...market,
    calendar: panel.calendar,
    trainYears: Number(options['train-years']),
    from: options.from,
    to: options.to,
  })
  const checkpoints = remembered()
  return async ({ settings }: RiskTrial): Promise<MeasuredBooks | string> => {
    const config = strategy.parseConfig(
      Object.fromEntries(Object.entries(settings).filter(([key]) => isKnown(strategy, key))),
    )
    const results: SplitResult[] = []
    try {
      for (const split of splits) {
        const common = { market, strategy, config, split, checkpoints, cache }
        const seeds = Array.from({ length: strategy.defaultSeedCount }, (_, i) => i + 1)
        const { signal } = new AbortController()
        const rest = { engine: strategy.trains ? engine : HOST_ENGINE, seeds, signal }
        results.push(await runSplit({ ...common, ...rest, lastCloses: lastClosesOf(panel) }))
      }
    } catch (thrown) {
      if (thrown instanceof UserError) return thrown.message
      throw thrown
    }
    return measuredBooks(results, market, config)
  }
}

/** A setting of the strategy's own is left out where it has none. */
function isKnown({ settings }: Awaited<ReturnType<typeof strategyByName>>, key: string): boolean {
  return key !== 'sides' || key in settings.shape
}

function remembered(): CheckpointStore {
  const kept = new Map<string, TrainedSeed>()
  return {
    load: async (split, seed) => kept.get(`${split} ${seed}`) ?? null,
    save: async (split, seed, _hash, trained) => void kept.set(`${split} ${seed}`, trained),
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

await runCommand('bench:risk', main)
