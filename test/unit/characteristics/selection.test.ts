import { describe, expect, it } from 'vitest'
import { marketArrays } from '../../../src/characteristics/market-data.js'
import { type CharacteristicSelection, selected } from '../../../src/characteristics/selection.js'
import { syntheticMarket } from '../../../src/data/synthetic/synthetic-market.js'
import { UserError } from '../../../src/lib/errors.js'
import { parseAttentionConfig } from '../../../src/strategy/attention/settings.js'
import { selectionOf } from '../../../src/strategy/characteristic-settings.js'

const CHOICES = [
  { name: 'r2_1', group: 'past returns' },
  { name: 'Beta', group: 'trading frictions' },
  { name: 'Spread', group: 'trading frictions', set: 'extended' },
  { name: 'length', group: 'sequence', set: 'none' },
  { name: 'sector: Energy', group: 'sector' },
] as const
const names = (include: string[], exclude: string[] = []) =>
  selected(CHOICES, { include, exclude }).map(({ name }) => name)

describe('a selection of characteristics', () => {
  it('accepts sets, groups and names, in the order of the choices', () => {
    expect(names(['standard'])).toEqual(['r2_1', 'Beta', 'sector: Energy'])
    expect(names(['extended'])).toEqual(['r2_1', 'Beta', 'Spread', 'sector: Energy'])
    expect(names(['sector', 'Beta'])).toEqual(['Beta', 'sector: Energy'])
    expect(names(['standard', 'Spread'], ['sector'])).toEqual(['r2_1', 'Beta', 'Spread'])
    expect(names(['extended'], ['trading frictions'])).toEqual(['r2_1', 'sector: Energy'])
    expect(names(['sequence'])).toEqual(['length'])
    expect(names(['standard', 'length'], ['sector'])).toEqual(['r2_1', 'Beta', 'length'])
  })

  it('refuses unknown names and an empty selection', () => {
    expect(() => names(['momentum'])).toThrow(UserError)
    expect(() => names(['momentum'])).toThrow(
      /"momentum"; there are standard, extended, past returns.*Spread/,
    )
    expect(() => names(['sector'], ['sector'])).toThrow(/no characteristic is left of sector/)
  })
})

describe('the characteristics of a market', () => {
  const { panel } = syntheticMarket({ assets: 12, from: '2014-01-02', to: '2016-12-30' })
  const of = (selection?: CharacteristicSelection) =>
    marketArrays(panel, { selection }).characteristics
  const all = of({ include: ['extended'], exclude: [] })

  it.each([
    [['standard'], ['past returns']],
    [['trading frictions'], ['Beta5Y']],
    [['sector', 'Ret_D1'], []],
  ])('%j without %j have the values they have among all', (include, exclude) => {
    const part = of({ include, exclude })
    const width = part.definitions.length
    expect(width).toBeLessThan(all.definitions.length)
    part.definitions.forEach(({ name }, column) => {
      const at = all.definitions.findIndex((definition) => definition.name === name)
      for (let cell = 0; cell < part.values.length / width; cell += 7) {
        const here = part.values[cell * width + column]
        if (here !== all.values[cell * all.definitions.length + at]) expect.fail(`${name} ${cell}`)
      }
    })
  })

  it('are the standard set by default', () => {
    const spread = { name: 'Spread', group: 'mine', values: new Float32Array(panel.close.length) }
    const own = marketArrays({ ...panel, supplied: [spread] }).characteristics
    expect(of().definitions).toEqual(of({ include: ['standard'], exclude: [] }).definitions)
    expect(own.definitions.map(({ name }) => name)).toContain('Spread')
    expect(() =>
      marketArrays(
        { ...panel, supplied: [spread] },
        { selection: { include: ['extended'], exclude: [] } },
      ),
    ).toThrow(/'Spread' is there twice/)
  })

  it('are chosen by the settings of strategies that use them', () => {
    const config = parseAttentionConfig({ withoutCharacteristics: ['past returns'] })
    expect(selectionOf(config)).toEqual({ include: ['standard'], exclude: ['past returns'] })
  })
})
