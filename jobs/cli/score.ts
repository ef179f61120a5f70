import type { Command } from 'commander'
import { isIsoDate } from '../../src/lib/dates.js'
import { UserError } from '../../src/lib/errors.js'
import { EXIT, UsageError } from '../session/exit-code.js'
import { withSession } from '../session/open.js'
import type { Session } from '../session/session.js'
import { readSettings } from '../session/settings.js'
import { print, printJson } from '../session/terminal.js'
import type { BacktestObserver } from '../tasks/backtest/observer.js'
import type { ScoredStrategy } from '../tasks/backtest/score-runs.js'
import { createObserver } from './show/backtest-observer.js'
import { scoreLines } from './show/score-lines.js'
import { exitCodeOfScores, linesOfScored } from './show/scored-strategies.js'

interface ScoreFlags {
  readonly dataset?: string
  readonly strategy?: string
  readonly all?: boolean
  readonly date?: string
  readonly json?: boolean
  readonly verbose?: boolean
}

export function scoreCommand(program: Command): void {
  program
    .command('score')
    .description('score the dates that an ingest added, and decide the next book')
    .option(
      '--strategy <name>',
      'strategy whose answering run is extended (default: all that have one)',
    )
    .option(
      '--all',
      'every strategy with an answering run, in one pass over the prices: the default',
    )
    .option('--dataset <name>', 'dataset to use (default: the default dataset)')
    .option('--date <date>', 'require data up to this date (else exit 75: try again)')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Trains nothing: the live split's checkpoint decides. After the turn of the year, run backtest.
Of several strategies, one that fails does not stop the others; the exit code is 1 if one of
them needs a person, 75 if all that failed may work later.

Examples:
  residua ingest today.csv --as sp500 && residua score --dataset sp500 --strategy pca-ou
  residua score --dataset sp500`,
    )
    .action(runScore)
}

async function runScore(flags: ScoreFlags): Promise<void> {
  if (flags.date !== undefined && !isIsoDate(flags.date)) {
    throw new UsageError(`--date ${flags.date} is not a date: write it as 2020-12-31`)
  }
  if (flags.strategy !== undefined && flags.all) {
    throw new UsageError(
      '--strategy names one strategy and --all means every one: give one of them',
    )
  }
  const { observer, stop } = createObserver({ ...flags, scoresOnly: true })
  await withSession(
    async (session) => {
      const dataset = flags.dataset ?? readSettings().dataset
      try {
        if (flags.strategy !== undefined) {
          await scoreOne(session, { ...flags, dataset, strategy: flags.strategy }, observer, stop)
        } else await scoreAll(session, { ...flags, dataset }, observer, stop)
      } finally {
        stop()
      }
    },
    { stopsItself: true },
  )
}

async function scoreOne(
  session: Session,
  { json, ...options }: ScoreFlags & { readonly strategy: string },
  observer: BacktestObserver,
  stop: () => void,
): Promise<void> {
  const { scoreRun } = await import('../tasks/backtest/score-run.js')
  const outcome = await scoreRun(session, options, observer)
  stop()
  const { run, failed, needs } = outcome
  if (failed.length > 0 || needs) process.exitCode = EXIT.act
  if (json) return printJson({ ...outcome, run: run.id })
  for (const line of scoreLines(outcome)) print(line)
}

async function scoreAll(
  session: Session,
  { json, dataset, date }: ScoreFlags,
  observer: BacktestObserver,
  stop: () => void,
): Promise<void> {
  const { scoreRuns } = await import('../tasks/backtest/score-runs.js')
  const scored = await scoreRuns(session, { dataset, date, observer, onStrategy: stop })
  stop()
  if (scored.length === 0) {
    throw new UserError(`no run answers yet: residua backtest --strategy pca-ou`)
  }
  process.exitCode = exitCodeOfScores(scored)
  if (json) return printJson(scored.map(toJson))
  for (const line of scored.flatMap(linesOfScored)) print(line)
}

function toJson(one: ScoredStrategy) {
  if ('error' in one) return one
  const { strategy, outcome } = one
  return { strategy, ...outcome, run: outcome.run.id }
}
