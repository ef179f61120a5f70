import type { Command } from 'commander'
import { isIsoDate } from '../../src/lib/dates.js'
import { EXIT, UsageError } from '../session/exit-code.js'
import { withSession } from '../session/open.js'
import { readSettings } from '../session/settings.js'
import { print, printJson } from '../session/terminal.js'
import { createObserver } from './show/backtest-observer.js'
import { scoreLines } from './show/score-lines.js'

interface ScoreFlags {
  readonly dataset?: string
  readonly strategy: string
  readonly date?: string
  readonly json?: boolean
  readonly verbose?: boolean
}

export function scoreCommand(program: Command): void {
  program
    .command('score')
    .description('score the dates that an ingest added, and decide the next book')
    .requiredOption('--strategy <name>', 'strategy whose answering run is extended')
    .option('--dataset <name>', 'dataset to use (default: the default dataset)')
    .option('--date <date>', 'require data up to this date (else exit 75: try again)')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Trains nothing: the live split's checkpoint decides. After the turn of the year, run backtest.

Example:
  residua ingest today.csv --as sp500 && residua score --dataset sp500 --strategy pca-ou`,
    )
    .action(runScore)
}

async function runScore(flags: ScoreFlags): Promise<void> {
  if (flags.date !== undefined && !isIsoDate(flags.date)) {
    throw new UsageError(`--date ${flags.date} is not a date: write it as 2020-12-31`)
  }
  const { scoreRun } = await import('../tasks/backtest/score-run.js')
  const { observer, stop } = createObserver(flags)
  await withSession(
    async (session) => {
      try {
        const dataset = flags.dataset ?? readSettings().dataset
        const outcome = await scoreRun(session, { ...flags, dataset }, observer)
        stop()
        const { run, failed, needs } = outcome
        if (failed.length > 0 || needs) process.exitCode = EXIT.act
        if (flags.json) return printJson({ ...outcome, run: run.id })
        for (const line of scoreLines(outcome)) print(line)
      } finally {
        stop()
      }
    },
    { stopsItself: true },
  )
}
