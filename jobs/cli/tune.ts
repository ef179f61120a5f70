import { readFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { DEFAULT_STRATEGY } from '../../src/catalogue.js'
import type { EngineChoice } from '../../src/config.js'
import { UserError } from '../../src/lib/errors.js'
import { EXIT } from '../session/exit-code.js'
import { withSession } from '../session/open.js'
import { parseCommentedJson, readSettings } from '../session/settings.js'
import { note, print, printJson } from '../session/terminal.js'
import type { TrialOutcome, TuneOutcome } from '../tasks/tune/outcome.js'
import type { TuneOptions } from '../tasks/tune/tune.js'
import { engineOption } from './engine.js'
import { natural, positive } from './option-values.js'
import { duration, fixed } from './show/table.js'
import { tuneTable, winnerLines } from './show/tune-table.js'

interface TuneFlags {
  readonly dataset?: string
  readonly strategy: string
  readonly grid: string
  readonly fit?: string
  readonly validate?: string
  readonly seed?: number
  readonly seeds?: number
  readonly engine?: EngineChoice
  readonly workers?: number
  readonly json?: boolean
}

export function tuneCommand(program: Command): void {
  program
    .command('tune')
    .description('try settings on validation years that no backtest tests; every trial is a run')
    .option('--dataset <name>', 'dataset to use (default: the default dataset)')
    .option('--strategy <name>', 'strategy whose settings are tried', DEFAULT_STRATEGY)
    .option('--grid <name>', '`default`, `factors`, `risk`, or a JSON file of trials', 'default')
    .option('--fit <years>', 'calendar years to fit on (default: the first six)')
    .option('--validate <years>', 'the years after them (default: the two before the first test)')
    .option('--seed <n>', 'first random seed (default: 1)', natural)
    .option('--seeds <n>', 'seeds of each trial', positive)
    .addOption(engineOption())
    .addOption(
      new Option('--workers <n>', 'trials side by side, a thread and an engine each').argParser(
        positive,
      ),
    )
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLE)
    .action(runTune)
}

const EXAMPLE = `
A grid is a list of { "name", "settings", "seeds" } or { "key": [values] }, all combinations. By name:
default, single changes and pairs; factors, what makes trained factors differ; risk, books that take risk into account.
After an interruption run it again: only the missing trials are run.

Example:
  residua tune --dataset sp500 --fit 2000-2005 --validate 2006-2007 --seeds 2`

async function runTune(flags: TuneFlags): Promise<void> {
  const { tune } = await import('../tasks/tune/tune.js')
  const options = await optionsOf(flags)
  const { trials } = options
  const started = performance.now()
  await withSession(
    async (session) => {
      const outcome = await tune(session, options, {
        onPlan: ({ dataset }, { split, fit }) =>
          note(
            `${options.strategy} on ${dataset.name}: ${trials.length} trials, fit ` +
              `${split.train.from} to ${split.train.to} (${fit.to - fit.from + 1} years), ` +
              `validate ${split.test.from} to ${split.test.to}`,
          ),
        onDone: (each, done) => note(progressLine(each, done, trials.length)),
      })
      const seconds = (performance.now() - started) / 1000
      if (flags.json) printJson(toJson(outcome, seconds))
      else print(`${tuneTable(outcome)}\n\n${winnerLines(outcome)}\n${duration(seconds)}`)
      if (outcome.outcomes.some(({ failure }) => failure !== null)) process.exitCode = EXIT.act
    },
    { stopsItself: true },
  )
}

async function optionsOf(flags: TuneFlags): Promise<TuneOptions> {
  const { defaultWorkers } = await import('../pool/default-workers.js')
  const { parseGrid } = await import('../tasks/tune/grid.js')
  const { isGridName, namedGrid } = await import('../tasks/tune/named-grids.js')
  const { parseYears } = await import('../tasks/tune/year-range.js')
  const { strategyByName } = await import('../../src/registry/registry.js')
  const strategy = await strategyByName(flags.strategy)
  const trials = isGridName(flags.grid)
    ? namedGrid(flags.grid, strategy.info.name)
    : parseGrid(parseCommentedJson(textOf(flags.grid), flags.grid), flags.grid)
  return {
    dataset: flags.dataset ?? readSettings().dataset,
    strategy: strategy.info.name,
    trials,
    fit: flags.fit === undefined ? undefined : parseYears('--fit', flags.fit),
    validate: flags.validate === undefined ? undefined : parseYears('--validate', flags.validate),
    seed: flags.seed,
    seedCount: flags.seeds,
    engine: flags.engine,
    workers: flags.workers ?? defaultWorkers(strategy.inputs(strategy.parseConfig({}))),
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new UserError(
      `--grid ${path} cannot be read: give \`default\`, \`factors\`, \`risk\` or a JSON file`,
      { cause },
    )
  }
}

function progressLine({ trial, failure, lagOne }: TrialOutcome, done: number, count: number) {
  const result = failure ?? `hedged net Sharpe ${fixed(lagOne?.hedgedNetSharpe)} at lag 1`
  return `${done}/${count} ${trial.name}: ${result}`
}

function toJson({ outcomes, winner, fit, validate }: TuneOutcome, seconds: number) {
  return {
    fit,
    validate,
    seconds,
    winner: winner?.trial.name ?? null,
    trials: outcomes.map(({ trial, run, ...outcome }) => ({
      ...trial,
      seeds: run?.seeds ?? trial.seeds,
      run: run?.id ?? null,
      ...outcome,
    })),
  }
}
