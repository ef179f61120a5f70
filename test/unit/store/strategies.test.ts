import { expect, it } from 'vitest'
import { strategies } from '../../../src/registry/registry.js'
import { STRATEGIES } from '../../../src/store/strategies.js'

it('says of each strategy what the strategy says of itself', () => {
  expect(STRATEGIES).toEqual(strategies.map(({ load: _, ...info }) => info))
})
