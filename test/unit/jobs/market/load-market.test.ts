import { expect, it } from 'vitest'
import { inputsKey } from '../../../../jobs/market/load-market.js'

it('a market is loaded again where characteristics or bars differ, not where they are the same', () => {
  const sequence = { include: ['sequence'], exclude: [] }
  const standard = { include: ['standard'], exclude: [] }
  expect(inputsKey({ bars: { lookback: 64 } })).toBe(inputsKey({ bars: { lookback: 32 } }))
  const different = [
    {},
    { bars: { lookback: 32 } },
    { ranks: standard },
    { ranks: sequence },
    { ranks: sequence, bars: { lookback: 32 } },
    { ranks: { ...sequence, exclude: ['kmid'] } },
  ]
  expect(new Set(different.map(inputsKey)).size).toBe(different.length)
})
