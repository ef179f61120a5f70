import { describe, expect, it } from 'vitest'
import { CATALOGUE } from '../../../src/catalogue.js'
import { strategies, strategyByName } from '../../../src/registry/registry.js'

describe('the registry', () => {
  it('has every strategy of the catalogue, in its order', () => {
    expect(strategies.map(({ load: _, ...info }) => info)).toEqual(CATALOGUE)
  })

  it('loads each listed strategy once', async () => {
    for (const { load, ...info } of strategies) {
      const strategy = await load()
      expect(strategy.info).toEqual(info)
      expect(await strategyByName(info.name)).toBe(strategy)
    }
  })

  it('a strategy trains unless it is a baseline, and reads factor portfolios where they are its factors', async () => {
    for (const { load, name, kind } of strategies) {
      const strategy = await load()
      const { factorPortfolios, memory } = strategy.inputs(strategy.parseConfig({}))
      expect(strategy.trains, name).toBe(kind !== 'BASELINE')
      expect(memory.step !== undefined, name).toBe(strategy.trains)
      expect(factorPortfolios, name).toBe(name.startsWith('ff-') ? 5 : undefined)
    }
  })

  it('names the known strategies in the error for an unknown one', async () => {
    await expect(strategyByName('pca')).rejects.toThrow(
      /unknown strategy "pca"; there are: .*pca-ou/,
    )
  })
})
