import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { runProgram } from '../../../../jobs/cli/program.js'
import {
  describe as describeError,
  exitCodeOf,
  UsageError,
} from '../../../../jobs/session/exit-code.js'
import {
  parseCommentedJson,
  readSettings,
  SETTINGS_FILE,
} from '../../../../jobs/session/settings.js'
import { AbortedError, UnavailableError, UserError } from '../../../../src/lib/errors.js'

let [stdout, stderr] = ['', '']
let folder: string

beforeEach(() => {
  ;[stdout, stderr] = ['', '']
  folder = mkdtempSync(join(tmpdir(), 'program '))
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += text
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += text
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
  rmSync(folder, { recursive: true })
})

const COMMANDS = [
  ['init'],
  ['ingest'],
  ['data'],
  ['data', 'check'],
  ['data', 'list'],
  ['data', 'use'],
  ['data', 'remove'],
  ['backtest'],
  ['score'],
  ['serve'],
  ['runs'],
  ['runs', 'promote'],
  ['runs', 'remove'],
  ['runs', 'versions'],
  ['runs', 'rollback'],
  ['inbox'],
  ['inbox', 'list'],
  ['inbox', 'retry'],
  ['report'],
  ['engine'],
  ['doctor'],
  ['archive'],
  ['db'],
  ['db', 'migrate'],
  ['db', 'status'],
  ['db', 'reset'],
  ['db', 'roles'],
  ['db', 'user'],
  ['db', 'prune'],
  ['tune'],
  ['schedule'],
  ['worker'],
  ['jobs'],
  ['jobs', 'retry'],
  ['jobs', 'cancel'],
  ['jobs', 'run'],
  ['export'],
  ['engine', 'install'],
  ['db', 'stop'],
  ['keys'],
  ['keys', 'create'],
  ['keys', 'list'],
  ['keys', 'revoke'],
  ['demo'],
]

describe('the program', () => {
  it.each(COMMANDS)('%s %s has a help text with an example', async (...command) => {
    expect(await runProgram([...command, '--help'])).toBe(0)
    expect(stdout).toContain(`Usage: residua ${command.join(' ')}`)
    expect(stdout).toMatch(/Examples?:\n {2}residua /)
  })

  it('lists its commands and exit codes', async () => {
    expect(await runProgram(['--help'])).toBe(0)
    for (const [command] of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'))
    expect(stdout).toContain('130 interrupted')
  })

  it.each([
    ['an unknown command', ['bactest']],
    ['an unknown option', ['backtest', '--strategy', 'pca-ou', '--fast']],
    ['a missing option', ['backtest']],
    ['a missing argument', ['data', 'use']],
    ['an invalid count', ['backtest', '--strategy', 'pca-ou', '--workers', 'all']],
    ['no worker', ['backtest', '--strategy', 'pca-ou', '--workers', '0']],
    ['an unknown engine', ['engine', '--engine', 'steam']],
    ['an invalid date', ['score', '--strategy', 'pca-ou', '--date', '2020-13-01']],
    ['a column without a name', ['data', 'check', 'x.csv', '--column', 'date']],
  ])('treats %s as a usage error: exit code 2', async (_case, args) => {
    expect(await runProgram(args)).toBe(2)
    expect(stderr).not.toBe('')
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  it.each([
    ['a command', ['bactest'], '(Did you mean backtest?)'],
    ['a command of a command', ['runs', 'promot', 'x'], 'did you mean "promote"?'],
    ['a job command', ['jobs', 'retri', '1'], 'did you mean "retry"?'],
    [
      'an option',
      ['backtest', '--strategy', 'pca-ou', '--enigne', 'x'],
      '(Did you mean --engine?)',
    ],
    ['an engine', ['engine', '--engine', 'wams'], 'did you mean "wasm"?'],
    ['an export kind', ['export', 'latest', 'residual', '--out', 'x.csv'], 'mean "residuals"?'],
    ['a format', ['export', 'latest', 'pnl', '--out', 'x', '--format', 'cvs'], 'mean "csv"?'],
    ['a strategy', ['backtest', '--strategy', 'pca-uo', '--show-config'], 'mean "pca-ou"?'],
    [
      'a setting',
      ['backtest', '--strategy', 'pca-ou', '--show-config', '--config', 'factorCont=5'],
      'there is no "factorCont"; did you mean "factorCount"? Settings are',
    ],
    [
      'a preset',
      ['backtest', '--strategy', 'pca-ou', '--show-config', '--preset', 'papr'],
      'mean "paper"?',
    ],
    ['a privilege', ['db', 'user', 'api', '--as', 'readr'], 'mean "reader"?'],
  ])('names what was meant by %s', async (_case, args, expected) => {
    expect(await runProgram(args)).toBeGreaterThan(0)
    expect(stderr.toLowerCase()).toContain(expected.toLowerCase())
  })

  it('names the key that was meant in the settings file, at any depth', () => {
    for (const [text, expected] of [
      ['{ "datset": "sp500" }', 'did you mean "dataset"?'],
      ['{ "backtest": { "trainYear": 8 } }', 'did you mean "trainYears"?'],
    ] as const) {
      writeFileSync(join(folder, SETTINGS_FILE), text)
      expect(() => readSettings(folder)).toThrow(expected)
    }
  })

  it('ends a check with the ingest of the same files, or with the check of corrected ones', async () => {
    const file = join(folder, 'my prices.csv')
    writeFileSync(file, 'day,code,last\n2020-01-02,A,10\n2020-01-03,A,11\n')
    const columns = ['--column', 'date=day', '--column', 'symbol=code', '--column', 'close=last']
    expect(await runProgram(['data', 'check', file, ...columns, '--all'])).toBe(0)
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(
      `Next: residua ingest '${file}' ${columns.join(' ')} --as my-prices`,
    )
    stdout = ''
    writeFileSync(file, 'date,symbol,close\n2020-01-02,A,10\n2020-01-02,A,11\n')
    expect(await runProgram(['data', 'check', file])).toBe(1)
    expect(`${stdout}${stderr}`).toMatch(/residua data check|my prices\.csv/)
  })

  it('reports a missing file in one line, exit code 1', async () => {
    expect(await runProgram(['data', 'check', join(folder, 'none.csv')])).toBe(1)
    expect(stderr).toMatch(/^residua: .*none\.csv.*\n$/)
  })

  it('shows the stack of an error only on request', async () => {
    const args = ['data', 'check', join(folder, 'none.csv')]
    await runProgram([...args, '--verbose'])
    expect(stderr).toMatch(/^\s+at /m)
  })

  it('reports the findings in a file, as text or as JSON', async () => {
    const file = join(folder, 'prices.csv')
    writeFileSync(file, 'date,symbol,close\n2020-01-02,A,10\n2020-01-03,A,30\n')
    expect(await runProgram(['data', 'check', file])).toBe(0)
    expect(stdout).toContain('2 rows, 1 symbol, 2 dates')
    stdout = ''
    expect(await runProgram(['data', 'check', file, '--json'])).toBe(0)
    expect(JSON.parse(stdout).summary).toMatchObject({ rows: 2, symbols: 1 })
  })

  it('writes valid settings, and does not overwrite them', async () => {
    expect(await runProgram(['init', folder])).toBe(0)
    const path = join(folder, SETTINGS_FILE)
    expect(existsSync(path)).toBe(true)
    expect(parseCommentedJson(readFileSync(path, 'utf8'), path)).toMatchObject({ strategies: {} })
    expect(await runProgram(['init', folder])).toBe(1)
    expect(stderr).toContain('--force')
    expect(await runProgram(['init', folder, '--force'])).toBe(0)
  })

  it('prints the effective settings of a strategy', async () => {
    const args = ['backtest', '--strategy', 'pca-ou', '--show-config', '--config', 'factorCount=5']
    expect(await runProgram(args)).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ factorCount: 5, window: 252 })
  })

  it('refuses a setting that a strategy does not have', async () => {
    const args = ['backtest', '--strategy', 'pca-ou', '--show-config', '--config', 'factorz=5']
    expect(await runProgram(args)).toBe(1)
    expect(stderr).toContain('factorz')
  })
})

describe('exit codes', () => {
  it.each([
    [new UserError('x'), 1],
    [new UsageError('x'), 2],
    [new Error('x'), 1],
    [new UnavailableError('x'), 75],
    [new UnavailableError('x', { retryable: false }), 1],
    [new AbortedError('x'), 130],
  ])('%o is %i', (error, code) => expect(exitCodeOf(error)).toBe(code))

  it('an error is one line, without its stack', () => {
    expect(describeError(new UserError('file x is empty'), false)).toBe('file x is empty')
    expect(describeError(new TypeError('oops'), false)).toMatch(/^oops \(this is unexpected/)
  })
})
