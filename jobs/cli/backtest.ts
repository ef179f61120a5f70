import { type Command, Option } from 'commander'
import type { EngineChoice } from '../../src/config.js'
import { PRESET_DESCRIPTIONS, presetSettings } from '../../src/registry/presets.js'
import { strategies } from '../../src/registry/registry.js'
import { EXIT } from '../session/exit-code.js'
import { withSession } from '../session/open.js'
import { parseOverrides, readSettings, type Settings } from '../session/settings.js'
import { print, printJson } from '../session/terminal.js'
import type { BacktestOptions, BacktestOutcome } from '../tasks/backtest/backtest.js'
import type { RunReport } from '../tasks/report/run-report.js'
import { engineOption } from './engine.js'
import { natural, positive } from './option-values.js'
import { createObserver } from './show/backtest-observer.js'
import { reportTable } from './show/report-table.js'
import { count, duration } from './show/table.js'

interface BacktestFlags {
  readonly dataset?: string
  readonly strategy: string
  readonly from?: string
  readonly to?: string
  readonly trainYears?: number
  readonly testYears?: number
  readonly purge?: number
  readonly seed?: number
  readonly seeds?: number
  readonly engine?: EngineChoice
  readonly workers?: number
  readonly promote: boolean
  readonly preset?: string
  readonly config: readonly string[]
  readonly queue?: boolean
  readonly showConfig?: boolean
  readonly json?: boolean
  readonly verbose?: boolean
}

export function backtestCommand(program: Command): void {
  program
    .command('backtest')
    .description('train and score every window of a strategy, publishing each as it is done')
    .option('--dataset <name>', 'dataset to use (default: the default dataset)')
    .requiredOption('--strategy <name>', `one of ${strategies.map(({ name }) => name).join(', ')}`)
    .option('--from <year|date>', 'first test year')
    .option('--to <year|date>', 'last test year')
    .option('--train-years <n>', 'calendar years to train on (default: 8)', positive)
    .option('--test-years <n>', 'calendar years to test on (default: 1)', positive)
    .option('--purge <n>', 'trading dates dropped between them (default: 0)', natural)
    .option('--seed <n>', 'first random seed (default: 1)', natural)
    .option(
      '--seeds <n>',
      'seeds whose books are averaged (default: what the strategy says)',
      positive,
    )
    .addOption(engineOption())
    .option(
      '--workers <n>',
      'windows side by side, a thread and an engine each ' +
        '(default: as many as cores and RESIDUA_MEMORY allow)',
      positive,
    )
    .option(
      '--preset <name>',
      `settings by name, instead of those of the settings file: ${PRESET_DESCRIPTIONS.map(([name]) => name).join(', ')}`,
    )
    .option('--no-promote', 'publish without answering for the strategy')
    .addOption(
      new Option('--config <key=value>', 'a setting of the strategy; may be repeated')
        .default([], 'none')
        .argParser((pair: string, before: string[]) => [...before, pair]),
    )
    .option('--queue', 'leave the windows to the workers (residua worker), here or elsewhere')
    .option('--show-config', 'print the settings that would be used, and stop')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLE)
    .action(runBacktest)
}

const EXAMPLE = `
Run again after any interruption: only what is missing is computed.

Example:
  residua backtest --dataset dj30 --strategy pca-ou --from 2015 --config factorCount=5`

async function runBacktest(flags: BacktestFlags): Promise<void> {
  const settings = readSettings()
  if (flags.showConfig) return showConfig(flags, settings)
  if (flags.queue) return queueBacktest(flags, settings)
  const { backtest } = await import('../tasks/backtest/backtest.js')
  const { runReport } = await import('../tasks/report/run-report.js')
  const started = performance.now()
  const { observer, stop } = createObserver(flags)
  await withSession(
    async (session) => {
      try {
        const outcome = await backtest(session, await optionsOf(flags, settings), observer)
        stop()
        const report = await runReport(session.db, outcome.plan.run)
        const seconds = (performance.now() - started) / 1000
        if (flags.json) printJson(toJson(outcome, report, seconds))
        else printOutcome(outcome, report, seconds)
        if (outcome.failed.length > 0) process.exitCode = EXIT.act
      } finally {
        stop()
      }
    },
    { stopsItself: true },
  )
}

async function queueBacktest(flags: BacktestFlags, settings: Settings): Promise<void> {
  const { enqueueBacktest } = await import('../tasks/backtest/enqueue-backtest.js')
  await withSession(async (session) => {
    const options = await optionsOf(flags, settings)
    const { plan, enqueued } = await enqueueBacktest(session, options)
    const windows = plan.todo.map(({ name }) => name)
    if (flags.json) return printJson({ run: plan.run.id, windows, enqueued })
    print(
      windows.length === 0
        ? `Nothing is missing: run ${plan.run.id} is published.`
        : `${count(enqueued, 'window')} of run ${plan.run.id} put into the queue` +
            `${enqueued < windows.length ? `, ${windows.length - enqueued} were in it` : ''}; ` +
            'residua worker does them, residua jobs shows them.',
    )
  })
}

/** Flags win over the settings file, that over the defaults. */
async function optionsOf(flags: BacktestFlags, settings: Settings): Promise<BacktestOptions> {
  const { defaultWorkers } = await import('../pool/pool.js')
  const saved = settings.backtest ?? {}
  const strategy = await strategyOf(flags)
  const chosen = await strategySettings(flags, settings)
  return {
    dataset: flags.dataset ?? settings.dataset,
    strategy: flags.strategy,
    settings: chosen,
    from: flags.from,
    to: flags.to,
    trainYears: flags.trainYears ?? saved.trainYears,
    testYears: flags.testYears ?? saved.testYears,
    purge: flags.purge ?? saved.purge,
    seed: flags.seed ?? saved.seed,
    seedCount: flags.seeds ?? saved.seeds,
    engine: flags.engine ?? saved.engine,
    workers:
      flags.workers ??
      saved.workers ??
      defaultWorkers(strategy.inputs(strategy.parseConfig(chosen))),
    promote: flags.promote,
  }
}

/**
 * The preset, then the settings file, then `--config`; a preset of the command line stands in place of
 * what the file says of the strategy.
 */
async function strategySettings(
  flags: BacktestFlags,
  settings: Settings,
): Promise<Record<string, unknown>> {
  const preset = flags.preset ?? settings.backtest?.preset
  const ofFile = flags.preset === undefined ? settings.strategies?.[flags.strategy] : {}
  const strategy = preset === undefined ? null : await strategyOf(flags)
  const named = strategy && preset !== undefined ? presetSettings(preset, strategy) : {}
  return { ...named, ...ofFile, ...parseOverrides(flags.config) }
}

async function strategyOf({ strategy }: BacktestFlags) {
  const { strategyByName } = await import('../../src/registry/registry.js')
  return strategyByName(strategy)
}

async function showConfig(flags: BacktestFlags, settings: Settings): Promise<void> {
  const strategy = await strategyOf(flags)
  printJson(strategy.parseConfig(await strategySettings(flags, settings)))
}

function printOutcome(
  { plan, published, failed }: BacktestOutcome,
  report: RunReport,
  seconds: number,
) {
  print(reportTable(report))
  print(
    `\n${count(published.length, 'window')} published in ${duration(seconds)}` +
      (failed.length ? `, ${failed.length} failed:` : '.'),
  )
  for (const { name, reason } of failed) print(`  ${name}: ${reason}`)
  if (failed.length) print('Run the same command again to try them once more.')
  print(`More: residua report ${plan.run.id}`)
}

function toJson({ plan, published, failed }: BacktestOutcome, report: RunReport, seconds: number) {
  return {
    run: plan.run.id,
    strategy: plan.strategy.info.name,
    dataset: plan.market.dataset.name,
    engine: plan.engine,
    windows: plan.splits.map(({ name }) => name),
    published,
    failed,
    seconds,
    splits: report.rows,
    all: report.all,
  }
}
