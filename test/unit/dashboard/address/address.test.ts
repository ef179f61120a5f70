import { describe, expect, it } from 'vitest'
import { KEYS } from '../../../../src/dashboard/address/checks.js'
import { hrefOf } from '../../../../src/dashboard/address/href.js'
import { readAddress } from '../../../../src/dashboard/address/read-address.js'

const SHARED = '#strategy=pca-ou&split=test_2019_2020&date=2020-03-16&lag=1&compare=a,b'
const read = (hash: string) => readAddress(hash).address

it('reads a shared address and writes it again', () => {
  const address = read(SHARED)
  expect(address).toMatchObject({
    strategy: 'pca-ou',
    lag: 1,
    tradingCostBps: 5,
    compare: ['a', 'b'],
  })
  expect(hrefOf({}, address)).toBe(SHARED)
})

it('writes no default', () => {
  expect(hrefOf({ tradingCostBps: 5, lag: 0, factor: 0 }, read(''))).toBe('#')
})

it('resets the choices that depend on a changed one', () => {
  const address = read(`${SHARED}&from=2015-01-01`)
  expect(hrefOf({ split: 'test_2018_2019' }, address)).not.toContain('date=')
  expect(hrefOf({ strategy: 'x' }, address)).not.toContain('split=')
  expect(hrefOf({ strategy: 'x' }, address)).toContain('from=2015-01-01')
  expect(hrefOf({ dataset: 'y' }, address)).not.toContain('from=')
})

it('swaps the strategy with a compared one that replaces it', () => {
  const address = read('#strategy=a&compare=b,c')
  expect(hrefOf({ strategy: 'b' }, address)).toBe('#strategy=b&compare=a,c')
  expect(hrefOf({ strategy: 'd' }, address)).toBe('#strategy=d&compare=b,c')
})

const WRONG: readonly (readonly [hash: string, key: string, wrong: unknown])[] = [
  ['lag=7', 'lag', '0 or 1'],
  ['lag=x', 'lag', '0 or 1'],
  ['tradingCostBps=-1', 'tradingCostBps', 'basis points from 0 to 10,000'],
  ['shortCostBps=10001', 'shortCostBps', 'basis points from 0 to 10,000'],
  ['date=2020-02-30', 'date', 'a date such as 2020-03-16'],
  ['from=yesterday', 'from', 'a date such as 2020-03-16'],
  ['from=2020-06-01&to=2020-01-01', 'from', 'not after 2020-01-01'],
  ['factor=1.5', 'factor', 'a whole number from 0'],
  ['capital=0', 'capital', 'an amount above 0'],
  ['lot=0', 'lot', 'a whole number from 1'],
  ['module=OTHER', 'module', 'one of CROSS_SECTION, TIME_SERIES'],
  ['view=nowhere', 'view', expect.stringContaining('performance')],
  ['to=2020-13-01', 'to', 'a date such as 2020-03-16'],
  ['by=COUNTRY', 'by', 'one of FACTOR, SECTOR, ASSET'],
  ['scale=linear', 'scale', 'one of log'],
  ['hedge=yes', 'hedge', 'one of on'],
  ['code=-1', 'code', 'a whole number from 0'],
  ['capital=1e16', 'capital', 'an amount above 0'],
  ['lot=1000001', 'lot', 'a whole number from 1'],
]

/** Names: what exists is known to the views, which report it (test/browser/dashboard.test.ts). */
const NAMES = ['dataset', 'strategy', 'split', 'tab', 'asset', 'positions']

describe('a wrong value', () => {
  it('is tried of every value of a link', () => {
    expect([...NAMES, ...WRONG.map(([, key]) => key)]).toEqual(expect.arrayContaining(KEYS))
  })

  it('comes with the nearest allowed one, where there are few', () => {
    expect(readAddress('#view=perfomance').wrong).toMatchObject([{ nearest: 'performance' }])
    expect(readAddress('#by=ASSETS').wrong).toMatchObject([{ nearest: 'ASSET' }])
    expect(readAddress('#lag=7').wrong[0]?.nearest).toBe(undefined)
  })

  it.each(WRONG)('%s is reported and not taken', (hash, key, wrong) => {
    const found = readAddress(`#${hash}`)
    expect(found.wrong).toMatchObject([{ key, wrong }])
    expect(found.address).toEqual(read(''))
  })

  it('leaves that of the last good address', () => {
    const before = read('#lag=1&tradingCostBps=25&from=2020-01-01&to=2020-06-01')
    const after = readAddress('#lag=7&tradingCostBps=-1&from=2021-01-01&to=2020-01-01', before)
    expect(after.address).toEqual(before)
    expect(after.wrong.map(({ key }) => key)).toEqual(['lag', 'tradingCostBps', 'from'])
  })

  it('is none where a cost is 0 or a value is empty', () => {
    expect(readAddress('#tradingCostBps=0&capital=&from=').wrong).toEqual([])
    expect(read('#tradingCostBps=0').tradingCostBps).toBe(0)
  })
})
