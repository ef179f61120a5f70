import { describe, expect, it } from 'vitest'
import { keyOf } from '../../../src/tensor/random.js'
import { consecutiveBlocks, shuffledBlocks } from '../../../src/training/blocks.js'
import {
  openingDates,
  stepDates,
  tooFewRows,
  trainedBlocks,
  trainingRows,
  validationBlocks,
} from '../../../src/training/rows.js'

const settings = { lookback: 30, trainingLag: 1, blockDays: 20, validationYears: 0 }

describe('blocks of consecutive dates', () => {
  it('shuffled: are disjoint, inside their rows, with a random offset and order', () => {
    const range = { first: 40, end: 255, blockDays: 20 }
    const blocks = shuffledBlocks(keyOf(1), range)
    const sorted = blocks.toSorted((a, b) => a - b)
    expect(shuffledBlocks(keyOf(1), range)).toEqual(blocks)
    expect(blocks).not.toEqual(sorted)
    expect(sorted[0]).toBeGreaterThanOrEqual(40)
    expect(sorted[0]).toBeLessThan(60)
    expect(sorted[sorted.length - 1] + 20).toBeLessThanOrEqual(255)
    for (const [i, block] of sorted.entries()) expect(block).toBe(sorted[0] + 20 * i)
    const offsets = [1, 2, 3, 4, 5].map((seed) => Math.min(...shuffledBlocks(keyOf(seed), range)))
    expect(new Set(offsets).size).toBeGreaterThan(2)
  })

  it('shuffled: are one block where one fits exactly', () => {
    expect(shuffledBlocks(keyOf(3), { first: 7, end: 27, blockDays: 20 })).toEqual([7])
  })

  it('in order: are those that fit', () => {
    expect(consecutiveBlocks({ first: 5, end: 66, blockDays: 20 })).toEqual([5, 25, 45])
    expect(consecutiveBlocks({ first: 5, end: 24, blockDays: 20 })).toEqual([])
    expect(consecutiveBlocks({ first: 30, end: 5, blockDays: 20 })).toEqual([])
  })
})

describe('rows of a training range', () => {
  it('have the opening dates of each step before it', () => {
    expect(openingDates(settings)).toBe(32)
    expect(stepDates(settings)).toBe(52)
    const rows = trainingRows({ first: 10, end: 700 }, { validationYears: 1 })
    expect(rows.validateFrom).toBe(448)
    expect(trainedBlocks(rows, settings)).toEqual({ first: 42, end: 448, blockDays: 20 })
    expect(validationBlocks(rows, settings)).toEqual({ first: 480, end: 700, blockDays: 20 })
  })

  it('are too few where a part cannot hold one step', () => {
    const rows = (end: number, validationYears = 0) =>
      trainingRows({ first: 0, end }, { validationYears })
    expect(tooFewRows(rows(52), settings)).toBeNull()
    expect(tooFewRows(rows(51), settings)).toBe(51)
    expect(tooFewRows(rows(260, 1), settings)).toBe(8)
    expect(tooFewRows(rows(200, 1), settings)).toBe(0)
  })
})
