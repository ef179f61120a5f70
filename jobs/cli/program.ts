import { Command, CommanderError } from 'commander'
import { presetForTensorFlow } from '../../src/config.js'
import { didYouMean } from '../../src/lib/nearest-name.js'
import { describe, EXIT, exitCodeOf } from '../session/exit-code.js'
import { packageVersion } from '../session/package.js'
import { note, tolerateClosedPipe } from '../session/terminal.js'
import { archiveCommand } from './archive/archive.js'
import { backtestCommand } from './backtest.js'
import { dataCommand } from './data.js'
import { dbCommand } from './db.js'
import { demoCommand } from './demo.js'
import { doctorCommand } from './doctor.js'
import { engineCommand } from './engine.js'
import { exportCommand } from './export.js'
import { inboxCommand } from './inbox.js'
import { ingestCommand } from './ingest.js'
import { initCommand } from './init.js'
import { jobsCommand } from './jobs.js'
import { keysCommand } from './keys.js'
import { reportCommand } from './report/report.js'
import { runsCommand } from './runs/runs.js'
import { scheduleCommand } from './schedule.js'
import { scoreCommand } from './score.js'
import { serveCommand } from './serve.js'
import { tuneCommand } from './tune.js'
import { workerCommand } from './worker.js'

const COMMANDS = [
  initCommand,
  ingestCommand,
  inboxCommand,
  dataCommand,
  backtestCommand,
  tuneCommand,
  scoreCommand,
  serveCommand,
  scheduleCommand,
  workerCommand,
  jobsCommand,
  runsCommand,
  reportCommand,
  exportCommand,
  engineCommand,
  doctorCommand,
  archiveCommand,
  dbCommand,
  keysCommand,
  demoCommand,
]

const LONG_MS = 2 ** 30

/** Runs one command line; returns the exit code. */
export async function runProgram(args: readonly string[]): Promise<number> {
  tolerateClosedPipe()
  const program = createProgram()
  // Keeps the process alive while a command waits only on connections that are unreferenced.
  const alive = setInterval(() => {}, LONG_MS)
  try {
    presetForTensorFlow()
    await program.parseAsync(args, { from: 'user' })
    return Number(process.exitCode ?? EXIT.done)
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.done : EXIT.usage
    note(`residua: ${describe(thrown, args.includes('--verbose'))}`)
    return exitCodeOf(thrown)
  } finally {
    clearInterval(alive)
  }
}

function createProgram(): Command {
  const program = new Command('residua')
    .description('Hedged residuals and the portfolios that trade them: train, publish, serve.')
    .version(packageVersion())
    .option('--verbose', 'show the stack trace of an error')
    .exitOverride()
    .showHelpAfterError('(add --help for the options and an example)')
    .addHelpText('after', FIRST_STEPS)
  for (const add of COMMANDS) add(program)
  return withSuggestions(withVerbose(program))
}

const FIRST_STEPS = `
Exit codes: 0 done, 1 a person must act, 2 usage, 75 try again, 130 interrupted.

First steps:
  residua demo                                         everything on a sample market
  residua ingest prices.csv.gz --as mine               your prices
  residua backtest --dataset mine --strategy pca-ou    train, score, publish
  residua serve                                        the API on http://127.0.0.1:4000`

/**
 * Names the subcommand that was meant where a command that also works by itself gets an unknown word;
 * commander does it of other commands, and of options.
 */
function withSuggestions(command: Command): Command {
  for (const child of command.commands) {
    withSuggestions(child)
    if (child.commands.length === 0) continue
    child.configureOutput({
      outputError(message, write) {
        const [word = ''] = child.args
        const isWord = message.includes('too many arguments')
        const names = child.commands.map((each) => each.name())
        const unknown = `error: ${child.name()} has no ${JSON.stringify(word)}; have: ${names.join(', ')}`
        write(isWord ? `${unknown}${didYouMean(word, names)}\n` : message)
      },
    })
  }
  return command
}

/** Accepts `--verbose` before and after the command's name. */
function withVerbose(command: Command): Command {
  for (const child of command.commands) {
    child.addOption(child.createOption('--verbose').hideHelp())
    withVerbose(child)
  }
  return command
}
