import { describe, expect, it } from 'vitest'
import { BookKeeper } from '../../../src/execution/book-keeper.js'
import { holdSuspended } from '../../../src/execution/hold-suspended.js'
import { DEFAULT_EXECUTION } from '../../../src/execution/settings.js'
import { tinyDate, tinyMarket } from '../../_util/tiny-market.js'

const book = (...weights: number[]) => Float64Array.from(weights)

describe('a book with a suspended asset', () => {
  const before = book(0.4, -0.3, 0.3)

  it('keeps its weight, and the others fill the rest', () => {
    const held = holdSuspended({ target: book(-0.2, 0.4, 0.4), before, suspended: [1, 0, 0] })
    expect([...held]).toEqual([0.4, 0.6 * (0.4 / 0.8), 0.6 * (0.4 / 0.8)])
  })

  it('takes no position in one that was not held', () => {
    const flat = book(0, -0.5, 0.5)
    const held = holdSuspended({
      target: book(0.5, -0.25, 0.25),
      before: flat,
      suspended: [1, 0, 0],
    })
    expect([...held]).toEqual([0, -0.5, 0.5])
  })

  it('is held whole where nothing else is wanted, and flat where nothing is', () => {
    expect([...holdSuspended({ target: book(1, 0, 0), before, suspended: [1, 0, 0] })]).toEqual([
      ...before,
    ])
    expect([...holdSuspended({ target: book(0, 0, 0), before, suspended: [1, 0, 0] })]).toEqual([
      0, 0, 0,
    ])
  })

  it('is the target itself where that trades none of them', () => {
    const target = book(0.4, 0.1, -0.5)
    expect(holdSuspended({ target, before, suspended: [1, 0, 0] })).toBe(target)
  })
})

describe('the keeper of held books', () => {
  /** Asset 0 cannot be traded on dates 3 and 4. */
  const { asOf } = tinyMarket({ dates: 6, assets: 3, returnOf: () => 0 })
  const viewOf = (t: number) => {
    const view = asOf(tinyDate(t - 1))
    const suspended = new Uint8Array(3 * (t + 1))
    for (const date of [3, 4]) if (date <= t) suspended[3 * date] = 1
    return { ...view, suspended }
  }
  const targets = [book(0.5, 0.5, 0), book(0, 0.5, 0.5), book(0, 1, 0), book(0.2, 0.8, 0)]
  const heldBooks = (holdSuspended: boolean) => {
    const keeper = new BookKeeper({ ...DEFAULT_EXECUTION, holdSuspended }, ['A', 'B', 'C'])
    const universe = Int32Array.of(0, 1, 2)
    return targets.map((target, k) => [...keeper.hold(viewOf(k + 2), universe, target)])
  }

  it('holds the position until the asset trades again', () => {
    expect(heldBooks(true)).toEqual([
      [0.5, 0.5, 0],
      [0.5, 0.25, 0.25],
      [0.5, 0.5, 0],
      [0.2, 0.8, 0],
    ])
  })

  it('trades it as decided where the setting is off', () => {
    expect(heldBooks(false)).toEqual(targets.map((target) => [...target]))
  })
})
