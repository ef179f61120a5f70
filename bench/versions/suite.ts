import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { readEnv } from '../../src/config.js'

export interface Outcome {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export interface SuiteOptions {
  readonly cache: string
  /** Longest a test may take. */
  readonly timeoutMs: number
  /** Node's program; the one that runs now where left out. */
  readonly program?: string
  /** Where tests make their databases; a Postgres of their own where left out. */
  readonly databaseUrl?: string
}

const VITEST = 'node_modules/vitest/vitest.mjs'

/** Runs test files; their output goes to ours, what came of them is counted. */
export async function runSuite(
  files: readonly string[],
  { cache, timeoutMs, program = process.execPath, databaseUrl }: SuiteOptions,
): Promise<Outcome> {
  const report = join(cache, `report-${process.pid}.json`)
  const { DATABASE_URL: _other, PATH = '', ...env } = readEnv()
  const child = spawn(
    program,
    [
      ...[VITEST, 'run', ...files, `--testTimeout=${timeoutMs}`, `--hookTimeout=${2 * timeoutMs}`],
      ...['--reporter=default', '--reporter=json', `--outputFile=${report}`],
    ],
    {
      stdio: 'inherit',
      env: {
        ...env,
        PATH: `${dirname(program)}${delimiter}${PATH}`,
        ...(databaseUrl && { DATABASE_URL: databaseUrl }),
      },
    },
  )
  await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject))
  const counts = JSON.parse(readFileSync(report, 'utf8')) as Record<string, number>
  rmSync(report)
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0 } = counts
  const broken = numFailedTests === 0 ? (counts.numFailedTestSuites ?? 0) : 0
  return { passed: numPassedTests, failed: numFailedTests + broken, skipped: numPendingTests }
}
