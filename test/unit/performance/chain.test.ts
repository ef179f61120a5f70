import { describe, expect, it } from 'vitest'
import { follows, predecessorOf } from '../../../src/performance/chain.js'
import { sampleReads, splitOf, unpublished } from './sample-reads.js'

const year = (of: number, scoredTo: string) => {
  const split = splitOf(of)
  return { ...split, current: split.current && { ...split.current, scoredTo } }
}

describe('a split', () => {
  it.each([
    ['the published one of the year before', splitOf(2019), true],
    ['an unpublished one', unpublished(2019), false],
    ['an incompletely scored one', year(2019, '2019-11-29'), false],
    ['one of two years before', splitOf(2018), false],
    ['none', undefined, false],
  ])('continues from %s: %s', (_, before, expected) => {
    expect(follows(splitOf(2020), before)).toBe(expected)
  })

  it('has the split before it in its run as its predecessor', async () => {
    const reads = sampleReads({ splits: [splitOf(2019), splitOf(2020)] })
    expect((await predecessorOf(splitOf(2020), reads))?.id).toBe(2019)
    expect(await predecessorOf(splitOf(2019), reads)).toBeNull()
    const gap = sampleReads({ splits: [splitOf(2018), unpublished(2019), splitOf(2020)] })
    expect(await predecessorOf(splitOf(2020), gap)).toBeNull()
  })

  it('as of an instant follows the publications of that instant', async () => {
    const asOf = new Date('2021-01-01')
    const reads = sampleReads({
      splits: [splitOf(2019), splitOf(2020)],
      past: { [asOf.toISOString()]: [year(2019, '2019-06-28')] },
    })
    expect(await predecessorOf({ ...splitOf(2020), asOf }, reads)).toBeNull()
  })
})
