import { beforeAll, describe, expect, it } from 'vitest'
import { strategies } from '../../../../src/registry/registry.js'
import { withheldColumns } from '../../../../src/strategy/predictor/withheld.js'
import { openEngine } from '../../../../src/tensor/engine/engine.js'
import {
  fitPlanted,
  PLANTED_ASSETS,
  plantedMarket,
  restorePlanted,
  TRAIN_TO,
} from '../../../_util/planted-predictors.js'
import { tinyDate } from '../../../_util/tiny-market.js'

const train = { from: tinyDate(1), to: tinyDate(TRAIN_TO) }
const config = { withheldNames: 6, epochs: 2 }
const view = plantedMarket().asOf(tinyDate(TRAIN_TO))
const withheld = withheldColumns(view, train, config.withheldNames)

describe('withheld names', () => {
  it('are drawn from the universe at the end of the train range, the same ones each time', () => {
    const members = new Set(withheld)
    expect(members.size).toBe(6)
    expect(withheldColumns(view, train, 6)).toEqual(withheld)
    expect(withheldColumns(view, { ...train, to: tinyDate(TRAIN_TO - 1) }, 6)).not.toEqual(withheld)
    expect(withheldColumns(view, train, 0)).toHaveLength(0)

    const universe = view.universe.slice()
    universe[TRAIN_TO * PLANTED_ASSETS + (withheld[0] ?? 0)] = 0
    const all = PLANTED_ASSETS - 2
    expect(withheldColumns({ ...view, universe }, train, all)).not.toContain(withheld[0])
  })

  it('leave names to learn from, or are an error', () => {
    expect(withheldColumns(view, train, PLANTED_ASSETS - 1)).toHaveLength(PLANTED_ASSETS - 1)
    for (const count of [PLANTED_ASSETS, 1000])
      expect(() => withheldColumns(view, train, count)).toThrow(
        new RegExp(`^withheldNames: ${count} leaves none of the ${PLANTED_ASSETS} names .*smaller`),
      )
  })

  describe.each(['factor-vae', 'ridge', 'ca'])('of %s', (name) => {
    beforeAll(() => openEngine('wasm'))

    it('have no effect on the checkpoint by their characteristics, and are predicted', async () => {
      const strategy = await strategies.find((one) => one.name === name)?.load()
      if (!strategy) throw new Error(`no ${name}`)
      const changed = plantedMarket({
        characteristicsOf: (t, i) => {
          const from = (t * PLANTED_ASSETS + i) * 3
          const values = [...view.characteristics.values.subarray(from, from + 3)]
          return withheld.includes(i) ? values.map((value) => -value) : values
        },
      })
      const { checkpoint } = await fitPlanted(strategy, { config })
      expect((await fitPlanted(strategy, { config, on: changed })).checkpoint).toEqual(checkpoint)
      const all = await fitPlanted(strategy, { config: { ...config, withheldNames: 0 } })
      expect(all.checkpoint).not.toEqual(checkpoint)

      const decider = restorePlanted(strategy, [checkpoint], config)
      const { predictions, columns } = decider.decide(view)
      decider.dispose()
      expect([...columns]).toEqual(expect.arrayContaining([...withheld]))
      expect(predictions?.mean.every(Number.isFinite)).toBe(true)
    })
  })
})
