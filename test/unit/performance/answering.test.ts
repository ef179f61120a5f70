import { describe, expect, it } from 'vitest'
import { DEFAULT_COST_RATES } from '../../../src/accounts/costs.js'
import { CATALOGUE } from '../../../src/catalogue.js'
import { answeringRunsOf, datasetOf, namedStrategy } from '../../../src/performance/answering.js'
import { compare } from '../../../src/performance/compare.js'
import { oncePerReads } from '../../../src/performance/once-per-reads.js'
import { computedMemory } from '../../../src/store/computed.js'
import type { StoredDataset } from '../../../src/store/datasets.js'
import type { StoredRun } from '../../../src/store/read/runs.js'
import { sampleReads, splitOf } from './sample-reads.js'

const dataset = (id: number, name: string, isDefault: boolean) =>
  ({ id, name, isDefault }) as StoredDataset
const run = (id: string, strategy: string, datasetId = 1) =>
  ({ id, strategy, datasetId }) as StoredRun

const reads = sampleReads({
  datasets: [dataset(1, 'first', true), dataset(2, 'second', false)],
  runs: [run('b', 'equal-weight'), run('a', 'pca-ou'), run('c', 'ff-ou'), run('d', 'pca-ou', 2)],
  splits: [
    splitOf(2019, { runId: 'a' }),
    splitOf(2020, { runId: 'a' }),
    splitOf(2020, { runId: 'b' }),
  ],
})

describe('the answering run', () => {
  it('is that of the default dataset, or of the named one', async () => {
    const ids = async (name?: string) => (await answeringRunsOf(name, reads)).map(({ id }) => id)
    expect(await ids('second')).toEqual(['d'])
    expect(await ids()).toEqual(['a', 'c', 'b'])
  })

  it('lists strategies in the order of the catalogue, the default one first', async () => {
    const names = (await answeringRunsOf(null, reads)).map(({ strategy }) => strategy)
    const order = CATALOGUE.map(({ name }) => name)
    expect(names).toEqual([...names].sort((a, b) => order.indexOf(a) - order.indexOf(b)))
    expect(order[0]).toBe('attention-longconv')
  })

  it('is none without a dataset, and an error for a name that does not exist', async () => {
    expect(await answeringRunsOf(null, sampleReads({ splits: [] }))).toEqual([])
    await expect(datasetOf('third', reads)).rejects.toThrow(
      'dataset: "third" is unknown; have: first, second',
    )
    expect(() => namedStrategy('x')).toThrow(/^strategy: "x" is unknown; have: attention-longconv/)
    expect(() => namedStrategy('pca-uo')).toThrow(/; did you mean "pca-ou"\?$/)
    await expect(datasetOf('secnd', reads)).rejects.toThrow('did you mean "second"?')
  })
})

describe('a comparison', () => {
  const options = {
    filter: { includes: () => true },
    rates: DEFAULT_COST_RATES,
    lag: 0,
    dataset: null,
  } as const

  it('uses the common dates of all strategies', async () => {
    const rows = await compare({ ...options, strategies: ['pca-ou', 'equal-weight'] }, reads)
    expect(rows.map(({ strategy, days, from }) => [strategy, days, from])).toEqual([
      ['pca-ou', 150, '2020-01-01'],
      ['equal-weight', 150, '2020-01-01'],
    ])
    expect(rows[0]?.differenceToFirst).toBeNull()
    expect(await rows[0]?.differenceLow()).toBeNull()
    expect(rows[1]?.differenceToFirst).toBeTypeOf('number')
    expect(await rows[1]?.hedgedNetSharpe()).toBeTypeOf('number')
  })

  it.each([
    [[], 'none is named'],
    [['pca-ou', 'pca-ou'], 'named twice'],
    [['ff-ou'], 'nothing of ff-ou is published yet'],
    [['x'], 'is unknown'],
  ])('of %j is refused', async (strategies, message) => {
    await expect(compare({ ...options, strategies }, reads)).rejects.toThrow(message)
  })
})

it('a value of a request is computed once for equal keys, and again for other snapshots', async () => {
  let count = 0
  const square = squares(null, () => count++)
  expect([await square(reads, 3), await square(reads, 3), await square(reads, 4)]).toEqual([
    9, 9, 16,
  ])
  expect(count).toBe(2)
  await square({ ...reads }, 3)
  expect(count).toBe(3)
})

describe('a value of stored versions', () => {
  const memory = computedMemory()
  const ofRequest = () => ({ ...reads, computed: async () => memory })

  it('is computed once for all requests, those at the same time too', async () => {
    let count = 0
    const square = squares(100, () => count++)
    const [a, b] = await Promise.all([square(ofRequest(), 3), square(ofRequest(), 3)])
    expect([a, b, await square(ofRequest(), 3), count]).toEqual([9, 9, 9, 1])
    expect(await square({ ...reads, computed: async () => computedMemory() }, 3)).toBe(9)
    expect(count).toBe(2)
  })

  it('is computed again after it failed', async () => {
    let count = 0
    const failing = squares(100, () => {
      if (count++ === 0) throw new Error('away')
    })
    await expect(failing(ofRequest(), 5)).rejects.toThrow('away')
    expect(await failing(ofRequest(), 5)).toBe(25)
  })
})

function squares(keptBytes: number | null, onCompute: () => void) {
  return oncePerReads(
    { name: `squares ${Math.random()}`, keyOf: (x: number) => String(x), keptBytes },
    async (_, x) => {
      onCompute()
      return x * x
    },
  )
}
