import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { commandLine } from '../../../../../jobs/cli/next-command.js'
import { comparisonLines } from '../../../../../jobs/cli/show/comparison-lines.js'
import { chromiumPath } from '../../../../../jobs/tasks/report/print-pdf.js'
import { settingsRows } from '../../../../../jobs/tasks/report/sheet/settings-rows.js'

const folder = mkdtempSync(join(tmpdir(), 'residua-path-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('settings as rows', () => {
  it('are sorted, those of a group under its name', () => {
    const config = { window: 252, walkForward: { purge: 0 }, lags: [0, 1], sides: 'long', none: [] }
    expect(settingsRows({ ...config, empty: {}, off: null })).toEqual([
      ['empty', '{}'],
      ['lags', '0, 1'],
      ['none', 'none'],
      ['off', 'null'],
      ['sides', 'long'],
      ['walkForward.purge', '0'],
      ['window', '252'],
    ])
  })
})

describe('the browser that prints', () => {
  const chromium = join(folder, 'google-chrome')

  it('is the one that is named, else the first on the PATH', () => {
    const empty = mkdtempSync(join(tmpdir(), 'residua-empty-'))
    writeFileSync(chromium, '')
    expect(chromiumPath({ PATH: [empty, folder].join(delimiter) })).toBe(chromium)
    expect(chromiumPath({ PATH: empty, RESIDUA_CHROMIUM: chromium })).toBe(chromium)
    rmSync(empty, { recursive: true })
  })

  it('is missing with a remedy', () => {
    expect(() => chromiumPath({ PATH: '' })).toThrow(/install it.*RESIDUA_CHROMIUM.*--html/)
    expect(() => chromiumPath({ RESIDUA_CHROMIUM: '/none' })).toThrow('/none is not there')
  })
})

describe('a command to copy', () => {
  it('quotes what a shell would read otherwise', () => {
    expect(commandLine(['ingest', "my 'own' prices.csv", '--as', 'a_b-1.2'])).toBe(
      "residua ingest 'my '\\''own'\\'' prices.csv' --as a_b-1.2",
    )
    expect(commandLine(['ingest', '$HOME/*.csv'])).toBe("residua ingest '$HOME/*.csv'")
  })
})

describe('two runs beside each other', () => {
  const hedged = { hedgedNetSharpe: null, hedgedDifferenceToFirst: null }
  const row = { days: 10, netSharpe: 1.234, netSharpeStandardError: 0.5, turnover: 0.3, ...hedged }
  const difference = { differenceToFirst: -0.5, differenceLow: -1.25, differenceHigh: 0.25 }

  it('show the difference with its interval, and none for the first', () => {
    const rows = [
      { ...row, strategy: 'a', differenceToFirst: null },
      { ...row, ...difference, strategy: 'b' },
    ] as unknown as Parameters<typeof comparisonLines>[0]
    const [, , first, second] = comparisonLines(rows).join('\n').split('\n')
    expect(first).toMatch(/^a +10 +1\.23 +0\.50 +– +0\.300$/)
    expect(second).toContain('−0.50 [−1.25, 0.25]')
  })

  it('may have no date in common', () => {
    expect(comparisonLines([])).toEqual(['The two have no date in common.'])
  })
})
