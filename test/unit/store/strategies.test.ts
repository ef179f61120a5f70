import { expect, it } from 'vitest'
import { STRATEGIES } from '../../../src/store/strategies.js'
import { strategies } from '../../../src/strategy/registry.js'

it('says of each strategy what the strategy says of itself', () => {
  expect(STRATEGIES).toEqual(strategies.map(({ load: _, ...info }) => info))
})
