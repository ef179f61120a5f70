import { describe, expect, it } from 'vitest'
import {
  dateDone,
  epochDone,
  secondsLeft,
  splitStarted,
  stateOf,
} from '../../../../jobs/pool/split-progress.js'
import type { TrainingEpoch } from '../../../../src/results.js'

const epoch = (seed: number, number: number): TrainingEpoch => ({
  seed,
  epoch: number,
  loss: 0,
  netSharpe: 1.416,
  grossSharpe: 0,
  turnover: 0,
  explainedVariance: 0,
  effectiveFactors: 0,
  metrics: [],
  best: false,
})

const trained = splitStarted('test_2007_2008', [4, 5], { trains: true, startedMs: 0 })
const scored = splitStarted('test_2007_2008', [4], { trains: false, startedMs: 0 })

describe('the progress of a split', () => {
  it('grows over seeds, epochs and dates to 1', () => {
    const fractions = [
      trained.fraction,
      epochDone(trained, epoch(4, 5), 10).fraction,
      epochDone(trained, epoch(4, 10), 10).fraction,
      epochDone(trained, epoch(5, 5), 10).fraction,
      epochDone(trained, epoch(5, 10), 10).fraction,
      dateDone(trained, 126, 252).fraction,
      dateDone(trained, 252, 252).fraction,
    ]
    expect(fractions).toEqual([0, 0.225, 0.45, 0.675, 0.9, 0.95, 1])
  })

  it('of a strategy that does not train is the share of its dates', () => {
    expect(dateDone(scored, 63, 252).fraction).toBe(0.25)
    expect(dateDone(scored, 0, 0).fraction).toBe(0)
  })

  it('names the phase', () => {
    expect(stateOf(trained)).toBe('starting')
    expect(stateOf(epochDone(trained, epoch(5, 7), 15))).toBe(
      'seed 2/2, epoch 7/15, net Sharpe 1.42',
    )
    expect(stateOf(dateDone(trained, 1, 252))).toBe('scoring')
    expect(stateOf(scored)).toBe('scoring')
    expect(stateOf(dateDone(scored, 252, 252))).toBe('publishing')
  })
})

describe('time left', () => {
  it('follows the pace so far, unfinished splits included', () => {
    const done = 1 + dateDone(scored, 126, 252).fraction
    expect(secondsLeft({ nowMs: 30_000, startedMs: 0, done, total: 4 })).toBeCloseTo(50)
  })

  it('is unknown before there is a pace', () => {
    expect(secondsLeft({ nowMs: 9_000, startedMs: 0, done: 0, total: 4 })).toBeNull()
  })
})
