import { expect, it } from 'vitest'
import { browserModule } from './browser-module.js'

const { hrefFor, readState } = await browserModule('state.js')

const SHARED = '#strategy=pca-ou&split=test_2019_2020&date=2020-03-16&lag=1&compare=a,b'

it('reads a shared address and writes it again', () => {
  const state = readState(SHARED)
  expect(state).toMatchObject({
    strategy: 'pca-ou',
    lag: 1,
    tradingCostBps: 5,
    compare: ['a', 'b'],
  })
  expect(hrefFor({}, state)).toBe(SHARED)
})

it('writes no default', () => {
  expect(hrefFor({ tradingCostBps: 5, lag: 0, factor: 0 }, readState(''))).toBe('#')
})

it('keeps a cost of 0 and drops invalid numbers', () => {
  expect(readState('#tradingCostBps=0').tradingCostBps).toBe(0)
  expect(readState('#lag=x&capital=').lag).toBe(0)
  expect(readState('#capital=').capital).toBeUndefined()
})

it('resets the choices that depend on a changed one', () => {
  const state = readState(`${SHARED}&from=2015-01-01`)
  expect(hrefFor({ split: 'test_2018_2019' }, state)).not.toContain('date=')
  expect(hrefFor({ strategy: 'x' }, state)).not.toContain('split=')
  expect(hrefFor({ strategy: 'x' }, state)).toContain('from=2015-01-01')
  expect(hrefFor({ dataset: 'y' }, state)).not.toContain('from=')
})

it('swaps the strategy with a compared one that replaces it', () => {
  const state = readState('#strategy=a&compare=b,c')
  expect(hrefFor({ strategy: 'b' }, state)).toBe('#strategy=b&compare=a,c')
  expect(hrefFor({ strategy: 'd' }, state)).toBe('#strategy=d&compare=b,c')
})
