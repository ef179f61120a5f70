import { exitCodeOf, describe as message } from '../../jobs/session/exit-code.js'

/** The command that was run, as a page prints it. */
export function commandOf(script: string): string {
  return [`npm run ${script} --`, ...process.argv.slice(2)].join(' ')
}

/** Runs a bench; an error is one line, with the exit code of its kind. */
export async function runCommand(script: string, main: () => Promise<void>): Promise<void> {
  try {
    await main()
  } catch (thrown) {
    process.stderr.write(`${script}: ${message(thrown, false)}\n`)
    process.exitCode = exitCodeOf(thrown)
  }
}
