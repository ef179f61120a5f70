import { describe, expect, it } from 'vitest'
import { emptyCharacteristicsWarning } from '../../../../jobs/cli/show/empty-characteristics.js'
import type { BacktestPlan } from '../../../../jobs/tasks/backtest/plan.js'

function planOf(trains: boolean, values: readonly number[]): BacktestPlan {
  const definitions = ['momentum', 'volume', 'range'].map((name) => ({ name, group: '' }))
  const characteristics = { definitions, values: Float32Array.from(values) }
  const market = { dataset: { name: 'closes' }, arrays: { characteristics } }
  return { strategy: { trains }, market } as unknown as BacktestPlan // what the warning reads
}

describe('the warning of characteristics without values', () => {
  const closesAlone = [0.1, 0, 0, -0.2, 0, 0]

  it('names them and the dataset', () => {
    expect(emptyCharacteristicsWarning(planOf(true, closesAlone))).toMatch(
      /^warning: 2 of 3 characteristics have no value \(volume, range\): closes lacks the columns/,
    )
  })

  it('is absent where each has a value, and where nothing is trained', () => {
    expect(emptyCharacteristicsWarning(planOf(true, [0.1, 0, 0, 0, 0.3, -0.1]))).toBeNull()
    expect(emptyCharacteristicsWarning(planOf(false, closesAlone))).toBeNull()
  })
})
