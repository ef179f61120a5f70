import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  parseCommentedJson,
  parseOverrides,
  readSettings,
  SETTINGS_FILE,
} from '../../../../jobs/session/settings.js'

describe('commented JSON', () => {
  it('may hold comments and trailing commas, outside strings', () => {
    const text = `{
      // a line, with "quotes"
      "url": "http://x/,}", /* a
      block */ "list": [1, 2, ],
    }`
    expect(parseCommentedJson(text, 'f')).toEqual({ url: 'http://x/,}', list: [1, 2] })
  })

  it('is reported by file name where it is invalid', () => {
    expect(() => parseCommentedJson('{\n "a": }', 'my.json')).toThrow(
      'my.json is not JSON: ValueExpected in line 2',
    )
  })
})

describe('the settings file', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'settings '))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const write = (text: string) => writeFileSync(join(folder, SETTINGS_FILE), text)

  it('may be absent', () => expect(readSettings(folder)).toEqual({}))

  it('is read', () => {
    write('{ "backtest": { "trainYears": 5 }, "strategies": { "pca-ou": { "factors": 5 } } }')
    expect(readSettings(folder)).toEqual({
      backtest: { trainYears: 5 },
      strategies: { 'pca-ou': { factors: 5 } },
    })
  })

  it.each([
    ['an unknown key', '{ "backtests": {} }', /backtests/],
    ['a fraction of a year', '{ "backtest": { "trainYears": 1.5 } }', /backtest\.trainYears/],
    ['a list', '[]', /the file/],
    [
      'an unknown strategy',
      '{ "strategies": { "pca-uo": {} } }',
      /strategies: .*pca-uo.* did you mean "pca-ou"\?/,
    ],
  ])('refuses %s and names it', (_case, text, message) => {
    write(text)
    expect(() => readSettings(folder)).toThrow(message)
  })
})

describe('--config key=value', () => {
  it('parses values as JSON where possible', () => {
    expect(parseOverrides(['factors=5', 'name=x', 'on=true', 'list=[1,2]', 'a=b=c'])).toEqual({
      factors: 5,
      name: 'x',
      on: true,
      list: [1, 2],
      a: 'b=c',
    })
  })

  it('refuses a key without a value', () => {
    expect(() => parseOverrides(['factors'])).toThrow(/--config factors: write key=value/)
  })
})
