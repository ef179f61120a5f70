import { createHash } from 'node:crypto'
import type { Panel, SuppliedCharacteristic } from '../../data/panel.js'
import { bytesOf } from '../../lib/summed-file.js'
import type { MarketInput } from '../history.js'

/** What the digests are taken of. */
export interface DigestedInput extends MarketInput {
  readonly universe: Uint8Array
}

const FIELDS = ['open', 'high', 'low', 'close', 'adjClose', 'volume'] as const

/**
 * What each row of characteristics adds to the inputs of the row before it, as digests `[T + 1]`: of row t,
 * the date t−1 with the prices and returns of each asset that has any and the return of the market, and the universe of t. Assets count
 * by name, so new columns leave the rows before their first price as they are.
 */
export function inputDigests({ panel, returns, market, universe }: DigestedInput): BigUint64Array {
  const { dates, assets } = panel
  const names = nameDigests(assets)
  const fields = [...FIELDS.map((field) => panel[field]), returns]
  const gathered = gatheringOf(assets.length, fields.length)
  return BigUint64Array.from({ length: dates.length + 1 }, (_, row) => {
    const hash = createHash('sha256').update(dates[row - 1] ?? '')
    if (row > 0) {
      const count = gathered.prices(fields, (row - 1) * assets.length, names)
      hash.update(gathered.names(count)).update(gathered.values(count * fields.length))
      hash.update(bytesOf(market.subarray(row - 1, row)))
    }
    const members = gathered.members(universe, row * assets.length, names)
    return wordOf(hash.update('universe').update(gathered.names(members)))
  })
}

/** As `inputDigests`, with the values that the user supplied. */
export function suppliedDigests(
  base: BigUint64Array,
  { assets }: Panel,
  { values }: SuppliedCharacteristic,
): BigUint64Array {
  const names = nameDigests(assets)
  const known = new Uint32Array(2 * assets.length)
  const kept = new Float32Array(assets.length)
  return base.map((digest, row) => {
    let count = 0
    for (let i = 0; i < assets.length && row > 0; i++) {
      const value = values[(row - 1) * assets.length + i]
      if (Number.isNaN(value)) continue
      putName(known, count, names, i)
      kept[count++] = value
    }
    const hash = createHash('sha256').update(BigUint64Array.of(digest))
    hash.update(known.subarray(0, 2 * count)).update(kept.subarray(0, count))
    return wordOf(hash)
  })
}

/** The number of rows from the first on in which both are the same. */
export function commonRows(a: BigUint64Array, b: BigUint64Array): number {
  const length = Math.min(a.length, b.length)
  let row = 0
  while (row < length && a[row] === b[row]) row++
  return row
}

/** Arrays that hold the known values of a row, with what fills them. */
function gatheringOf(assetCount: number, fieldCount: number) {
  const known = new Uint32Array(2 * assetCount)
  const kept = new Float64Array(assetCount * fieldCount)
  return {
    names: (count: number) => bytesOf(known.subarray(0, 2 * count)),
    values: (count: number) => bytesOf(kept.subarray(0, count)),
    /** Gathers the assets with an adjusted close; returns how many they are. */
    prices(fields: readonly Float64Array[], from: number, names: Uint32Array): number {
      const close = fields[FIELDS.indexOf('adjClose')]
      let [count, at] = [0, 0]
      for (let i = 0; i < assetCount; i++) {
        if (Number.isNaN(close[from + i])) continue
        putName(known, count++, names, i)
        for (const field of fields) {
          const value = field[from + i]
          kept[at++] = Number.isNaN(value) ? Number.NaN : value // one NaN of the many
        }
      }
      return count
    },
    members(universe: Uint8Array, from: number, names: Uint32Array): number {
      let count = 0
      for (let i = 0; i < assetCount; i++) {
        if (universe[from + i] === 1) putName(known, count++, names, i)
      }
      return count
    },
  }
}

/** `[2 N]`, two words a name: reading words of eight bytes would make an object of each. */
function nameDigests(names: readonly string[]): Uint32Array {
  const words = new Uint32Array(2 * names.length)
  names.forEach((name, i) => {
    const digest = createHash('sha256').update(name).digest()
    words.set([digest.readUInt32LE(0), digest.readUInt32LE(4)], 2 * i)
  })
  return words
}

function putName(to: Uint32Array, count: number, names: Uint32Array, i: number): void {
  to[2 * count] = names[2 * i]
  to[2 * count + 1] = names[2 * i + 1]
}

function wordOf(hash: ReturnType<typeof createHash>): bigint {
  return hash.digest().readBigUInt64LE()
}
