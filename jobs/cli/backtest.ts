import { type Command, Option } from 'commander'
import { PRESET_DESCRIPTIONS } from '../../src/registry/presets.js'
import { strategies } from '../../src/registry/registry.js'
import { EXIT } from '../session/exit-code.js'
import { withSession } from '../session/open.js'
import { readSettings, type Settings } from '../session/settings.js'
import { print, printJson } from '../session/terminal.js'
import { type BacktestFlags, backtestOptions, effectiveConfig } from './backtest-options.js'
import { engineOption } from './engine.js'
import { natural, positive } from './option-values.js'
import { createObserver } from './show/backtest-observer.js'
import { backtestJson, backtestText } from './show/backtest-outcome.js'
import { count } from './show/table.js'

interface RunFlags extends BacktestFlags {
  readonly queue?: boolean
  readonly showConfig?: boolean
  readonly json?: boolean
  readonly verbose?: boolean
}

const STRATEGY_NAMES = strategies.map(({ name }) => name).join(', ')
const PRESET_NAMES = PRESET_DESCRIPTIONS.map(([name]) => name).join(', ')

export function backtestCommand(program: Command): void {
  const command = program
    .command('backtest')
    .description('train and score the splits of a strategy, and publish each as it is done')
    .option('--dataset <name>', 'dataset to use (default: the default dataset)')
    .requiredOption('--strategy <name>', `one of ${STRATEGY_NAMES}`)
  addWalkForwardOptions(command)
  addTrainingOptions(command)
  command
    .option('--no-promote', 'publish without making the run the one that answers')
    .option('--queue', 'put the splits into the queue for the workers (residua worker)')
    .option('--show-config', 'print the settings that would be used, and stop')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLE)
    .action(runBacktest)
}

function addWalkForwardOptions(command: Command): void {
  command
    .option('--from <year|date>', 'first test year')
    .option('--to <year|date>', 'last test year')
    .option('--train-years <n>', 'calendar years to train on (default: 8)', positive)
    .option('--test-years <n>', 'calendar years to test on (default: 1)', positive)
    .option('--purge <n>', 'trading dates dropped between them (default: 0)', natural)
}

function addTrainingOptions(command: Command): void {
  command
    .option('--seed <n>', 'first random seed (default: 1)', natural)
    .option('--seeds <n>', "seeds to average (default: the strategy's own number)", positive)
    .addOption(engineOption())
    .option(
      '--workers <n>',
      'splits side by side, a thread and an engine each ' +
        '(default: as many as cores and RESIDUA_MEMORY allow)',
      positive,
    )
    .option(
      '--preset <name>',
      `named settings, instead of those of the settings file: ${PRESET_NAMES}`,
    )
    .addOption(
      new Option('--config <key=value>', 'a setting of the strategy; may be repeated')
        .default([], 'none')
        .argParser((pair: string, before: string[]) => [...before, pair]),
    )
}

const EXAMPLE = `
After an interruption run it again: only the missing splits are computed.

Examples:
  residua backtest --dataset dj30 --strategy pca-ou --from 2015 --config factorCount=5
  residua backtest --dataset dj30 --strategy blend --config runs=pca-ou,ridge --config weighting=inverse-volatility`

async function runBacktest(flags: RunFlags): Promise<void> {
  const settings = readSettings()
  if (flags.showConfig) return printJson(await effectiveConfig(flags, settings))
  if (flags.queue) return queueBacktest(flags, settings)
  const { backtest } = await import('../tasks/backtest/backtest.js')
  const { runReport } = await import('../tasks/report/run-report.js')
  const started = performance.now()
  const { observer, stop } = createObserver(flags)
  await withSession(
    async (session) => {
      try {
        const outcome = await backtest(session, await backtestOptions(flags, settings), observer)
        stop()
        const report = await runReport(session.db, outcome.plan.run)
        const seconds = (performance.now() - started) / 1000
        if (flags.json) printJson(backtestJson(outcome, report, seconds))
        else print(backtestText(outcome, report, seconds))
        if (outcome.failed.length > 0) process.exitCode = EXIT.act
      } finally {
        stop()
      }
    },
    { stopsItself: true },
  )
}

async function queueBacktest(flags: RunFlags, settings: Settings): Promise<void> {
  const { enqueueBacktest } = await import('../tasks/backtest/enqueue-backtest.js')
  await withSession(async (session) => {
    const options = await backtestOptions(flags, settings)
    const { plan, enqueued } = await enqueueBacktest(session, options)
    const names = plan.todo.map(({ name }) => name)
    if (flags.json) return printJson({ run: plan.run.id, windows: names, enqueued })
    if (names.length === 0) return print(`Nothing is missing: run ${plan.run.id} is published.`)
    const before = names.length - enqueued
    print(
      `${count(enqueued, 'split')} of run ${plan.run.id} put into the queue` +
        `${before > 0 ? `, ${before} were in it` : ''}; ` +
        'residua worker computes them, residua jobs lists them.',
    )
  })
}
