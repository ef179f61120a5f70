import { describe, expect, it } from 'vitest'
import { cachedColumns } from '../../../src/characteristics/cached-columns.js'
import type { ColumnStore } from '../../../src/characteristics/column-store.js'
import { DEFINITIONS } from '../../../src/characteristics/definitions.js'
import { assetHistories } from '../../../src/characteristics/history.js'
import { marketBase } from '../../../src/characteristics/market-data.js'
import { rawColumns } from '../../../src/characteristics/raw-columns.js'
import { type ComputedSource, isComputed, sourcesOf } from '../../../src/characteristics/sources.js'
import { syntheticMarket } from '../../../src/data/synthetic/synthetic-market.js'

/** More assets than histories are made of at once. */
const { panel } = syntheticMarket({ assets: 300, from: '2019-10-01', to: '2019-12-31' })
const input = { ...marketBase(panel).arrays, panel }
const NAMES = ['Ret_D1', 'STD_W1', 'Max1m']
const sources = sourcesOf(panel, { include: NAMES, exclude: [] }).filter(isComputed)

describe('raw values', () => {
  it.each([
    ['together', undefined],
    ['one by one', 1],
  ])('of sources %s are those of each asset’s whole history', (_, bytes) => {
    const histories = assetHistories(input)
    const dates = panel.dates.length
    let [columns, compared, wrong] = [0, 0, 0]
    for (const { source, base, values } of rawColumns(input, sources, 0, bytes)) {
      expect(base).toBe(0)
      const definition = DEFINITIONS.find(({ name }) => name === source.name)
      histories.forEach((history, i) => {
        if (!history || !definition) return
        const computed = definition.compute(history)
        const from = i * dates + history.firstRow
        const known = values.subarray(from, from + computed.length)
        for (const [t, value] of computed.entries()) {
          if (!Number.isFinite(value)) continue
          compared++
          if (known[t] !== value) wrong++
        }
      })
      columns++
    }
    expect(wrong).toBe(0)
    expect(compared).toBeGreaterThan(NAMES.length * 250 * 30)
    expect(columns).toBe(NAMES.length)
  })
})

describe('cached columns', () => {
  it('are read again where memory does not reach, and stay where they could not be kept', () => {
    const [first, second] = sources as [ComputedSource, ComputedSource]
    const files = new Map<ComputedSource, Float32Array>()
    const reads: string[] = []
    const store: ColumnStore = {
      read(source) {
        reads.push(source.name)
        const values = files.get(source)
        return values ? { rows: 2, values } : null
      },
      write(source, values) {
        if (source === second) return false
        files.set(source, values)
        return true
      },
    }
    const cached = cachedColumns(store, 2, 8)
    cached.write(first, Float32Array.of(1, 2, 3))
    cached.write(second, Float32Array.of(4, 5, 6))
    expect(cached.read(first)).toEqual({ rows: 2, values: Float32Array.of(1, 2, 3) })
    expect(cached.read(second)).toEqual({ rows: 2, values: Float32Array.of(4, 5, 6) })
    expect(reads).toEqual([first.name])
  })
})
