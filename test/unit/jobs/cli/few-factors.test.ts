import { describe, expect, it } from 'vitest'
import { fewFactors } from '../../../../jobs/cli/show/few-factors.js'

const epoch = (effectiveFactors: number, best: boolean) => ({
  seed: 1,
  epoch: 1,
  loss: 0,
  netSharpe: 0,
  grossSharpe: 0,
  turnover: 0,
  explainedVariance: 0,
  effectiveFactors,
  metrics: [],
  best,
})

describe('AF-12: the warning of idle factors', () => {
  it('uses the kept epochs, averaged over the seeds', () => {
    const training = [epoch(7, false), epoch(3, true), epoch(4, true)]
    expect(fewFactors({ factorCount: 8, training })).toBe('warning: 3.5 effective factors of 8')
    expect(fewFactors({ factorCount: 7, training })).toBeNull()
  })

  it('is absent where nothing was trained', () => {
    expect(fewFactors({ factorCount: 8, training: [] })).toBeNull()
  })
})
