import { describe, expect, it } from 'vitest'
import { didYouMean, didYouMeanEach, nearestName } from '../../../src/lib/nearest-name.js'

const STRATEGIES = ['attention-longconv', 'pca-ou', 'pca-longconv', 'reversal-1', 'reversal-21']

describe('the name that was meant', () => {
  it.each([
    ['pca-uo', '; did you mean "pca-ou"?'],
    ['PCA-OU', '; did you mean "pca-ou"?'],
    ['atention-longconv', '; did you mean "attention-longconv"?'],
    ['attention', '; did you mean "attention-longconv"?'],
    ['reversal-2', '; did you mean "reversal-1" or "reversal-21"?'],
    ['momentum', ''],
    ['', ''],
    ['x'.repeat(100_000), ''],
  ])('%.20s', (written, expected) => {
    expect(didYouMean(written, STRATEGIES)).toBe(expected)
  })

  it('counts two exchanged letters as one mistake, in short names too', () => {
    expect(didYouMean('cvs', ['arrow', 'csv'])).toBe('; did you mean "csv"?')
    expect(didYouMean('wams', ['wasm', 'cpu'])).toBe('; did you mean "wasm"?')
  })

  it('quotes names of others', () => {
    expect(didYouMean('a"', ['a"b'])).toBe('; did you mean "a\\"b"?')
  })

  it('is given for each of a few names', () => {
    const symbols = ['AAPL', 'MSFT', 'NVDA']
    expect(didYouMeanEach(['APPL'], symbols)).toBe('; did you mean "AAPL"?')
    expect(didYouMeanEach(['APPL', 'XYZW', 'MSFTT'], symbols)).toBe(
      '; did you mean "AAPL" for "APPL", "MSFT" for "MSFTT"?',
    )
    expect(didYouMeanEach(['XYZW', 'ZZZZ'], symbols)).toBe('')
  })

  it('is always some name for a link that must lead somewhere', () => {
    expect(nearestName('momentum', STRATEGIES)).toBeDefined()
    expect(nearestName('x', [])).toBeUndefined()
  })
})
