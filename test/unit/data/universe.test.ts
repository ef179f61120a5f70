import { describe, expect, it } from 'vitest'
import { assetReturns } from '../../../src/data/returns.js'
import { equalWeightMarket, universe } from '../../../src/data/universe.js'
import { smallPanel } from '../../_util/small-panel.js'

const NONE = Number.NaN

describe('universe', () => {
  it('holds members on t that have a return on t−1, with a row for nextDate', () => {
    const panel = smallPanel([[1], [2], [3]])
    expect([...universe(panel, assetReturns(panel))]).toEqual([0, 0, 1, 1])
  })

  it('keeps a leaver one date after its last row, and no longer', () => {
    const panel = smallPanel([[1], [2], [NONE], [NONE]])
    expect([...universe(panel, assetReturns(panel))]).toEqual([0, 0, 1, 0, 0])
  })

  it('readmits an asset once it has a return', () => {
    const gap = (missing: number) =>
      smallPanel([[1], [1], ...Array.from({ length: missing }, () => [NONE]), [1], [1]])
    const after4 = gap(4)
    expect([...universe(after4, assetReturns(after4))].slice(-3)).toEqual([0, 1, 1])
    const after5 = gap(5)
    expect([...universe(after5, assetReturns(after5))].slice(-3)).toEqual([0, 0, 1])
  })

  it('uses the membership of the date itself', () => {
    const members = Uint8Array.of(1, 1, 1, 0, 1)
    const panel = smallPanel([[1], [2], [3], [4]], { members })
    expect([...universe(panel, assetReturns(panel))]).toEqual([0, 0, 1, 0, 1])
  })

  it('does not depend on the row of the date itself', () => {
    const [with2, without] = [smallPanel([[1], [2], [3]]), smallPanel([[1], [2], [NONE]])]
    const row2 = (panel: typeof with2) => universe(panel, assetReturns(panel))[2]
    expect([row2(with2), row2(without)]).toEqual([1, 1])
  })
})

describe('equalWeightMarket', () => {
  it('is the mean over the universe, with 0 for a missing return', () => {
    const returns = Float64Array.of(0.5, 0.5, 0.1, 0.3, NONE, 0.3)
    const eligible = Uint8Array.of(0, 0, 1, 0, 1, 1, 1, 1)
    expect([...equalWeightMarket(returns, eligible)]).toEqual([0, 0.1, 0.15])
  })
})
