import { describe, expect, it } from 'vitest'
import { exportUrl, parseExport } from '../../../src/export/request.js'

describe('the address of a bulk request', () => {
  it('parses back to the same request', () => {
    const targets = [
      { split: 'all', kind: 'pnl' },
      { run: 'f1a0', split: 'test_2019_2020', kind: 'factor-weights', format: 'csv' },
      {
        split: 'all',
        kind: 'orders',
        format: 'parquet',
        strategy: 'pca-ou',
        dataset: 'my data & more',
        from: '2020-01-01',
        to: '2020-12-31',
        assets: ['BRK.B', 'A&B', 'Ü', 'BRK,B', 'say "A"', ' x'],
        since: 17,
        capital: 1e6,
        lot: 100,
      },
    ] as const
    for (const target of targets) {
      const url = new URL(exportUrl(target), 'http://residua')
      const [, , run, split, file] = url.pathname.split('/').map(decodeURIComponent)
      const query = Object.fromEntries(url.searchParams)
      const defaults = { run: 'latest', format: 'arrow' }
      expect(parseExport({ run, split, file }, query)).toEqual({ ...defaults, ...target })
    }
    expect(exportUrl({ split: 'all', kind: 'residuals', date: '2020-01-02' })).toBe(
      '/export/latest/all/residuals.arrow?date=2020-01-02',
    )
  })
})

describe('CSV for spreadsheets', () => {
  const asked = (file: string, excel: string) =>
    parseExport({ run: 'latest', split: 'all', file }, { excel })

  it('is asked for by true or false', () => {
    expect(asked('pnl.csv', 'true').excel).toBe(true)
    expect(asked('pnl.csv', 'false').excel).toBe(false)
    expect(() => asked('pnl.csv', '1')).toThrow('excel: "1" is neither true nor false')
  })

  it('is of no other format', () => {
    expect(asked('pnl.arrow', 'false').excel).toBe(false)
    expect(() => asked('pnl.arrow', 'true')).toThrow('excel: only csv has it')
  })
})

describe('a list of symbols', () => {
  const assetsOf = (assets: string) =>
    parseExport({ run: 'latest', split: 'all', file: 'betas.csv' }, { assets }).assets

  it('has symbols with a comma in quotes', () => {
    expect(assetsOf('A,"BRK,B",C')).toEqual(['A', 'BRK,B', 'C'])
    expect(assetsOf('"BRK,B"')).toEqual(['BRK,B'])
    expect(assetsOf('"a ""b"""')).toEqual(['a "b"'])
    expect(assetsOf('A,B')).toEqual(['A', 'B'])
  })

  it.each(['', 'A,', ',A', 'A,,B', '"A', '"A"B', '""'])('%j is none', (assets) => {
    expect(() => assetsOf(assets)).toThrow(
      /is no list: write symbols as A,B,C, one with a comma as "BRK,B"/,
    )
  })
})
