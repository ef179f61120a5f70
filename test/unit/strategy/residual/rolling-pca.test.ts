import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MarketView } from '../../../../src/data/source.js'
import { RollingPca } from '../../../../src/strategy/residual/rolling-pca.js'
import { tinyDate, tinyMarket } from '../../../_util/tiny-market.js'

const [DATES, ASSETS] = [120, 14]
const SETTINGS = { factorCount: 3, window: 40, loadingWindow: 30 }
const returnOf = (t: number, i: number) =>
  i === 6 && t < 50
    ? Number.NaN
    : 0.01 * Math.sin(t * t + i) + 0.004 * Math.cos(t * (i + 2)) + 0.006 * Math.sin(3 * t)

const viewOf = (dates: number, assets = ASSETS, of = returnOf): MarketView =>
  tinyMarket({ dates, assets, returnOf: of }).asOf(tinyDate(dates - 1))

const VIEW = viewOf(DATES)
const TRUTH = new Map(
  Array.from({ length: DATES - 40 }, (_, d) => [
    d + 41,
    new RollingPca(SETTINGS, null).at(VIEW, d + 41),
  ]),
)

let cache: string
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'residua-cache-'))
})
afterEach(() => rmSync(cache, { recursive: true, force: true }))

/** Every file of the cache with its time of writing. */
function files(): Map<string, number> {
  const names = readdirSync(cache, { recursive: true, encoding: 'utf8' })
  return new Map(
    names
      .filter((name) => name.endsWith('.factors'))
      .map((name) => [join(cache, name), statSync(join(cache, name)).mtimeMs]),
  )
}

function fill(view: MarketView, rows: Iterable<number>): RollingPca {
  const pca = new RollingPca(SETTINGS, cache)
  for (const t of rows) pca.at(view, t)
  pca.flush()
  return pca
}

const ROWS = Array.from(TRUTH.keys())

describe('rolling PCA', () => {
  it('gives the same bits for any first date, any order of dates and any view', () => {
    const walk = new RollingPca(SETTINGS, null)
    for (const t of ROWS.toReversed()) expect(walk.at(VIEW, t)).toEqual(TRUTH.get(t))
    const dated = new RollingPca(SETTINGS, null)
    for (const t of [41, 77, 119]) expect(dated.at(viewOf(t))).toEqual(TRUTH.get(t))
  })

  it('reads from the cache the values that it computes', () => {
    fill(VIEW, ROWS)
    const kept = files()
    expect(kept.size).toBeGreaterThan(2)
    const again = new RollingPca(SETTINGS, cache)
    for (const t of ROWS) expect(again.at(VIEW, t)).toEqual(TRUTH.get(t))
    again.flush()
    expect(files()).toEqual(kept) // nothing was missing, so nothing was written
  })

  it('keeps its cache when dates are added, and where a new asset has no effect', () => {
    fill(
      viewOf(100),
      ROWS.filter((t) => t <= 100),
    )
    const kept = Array.from(files().keys()).map((name) => readFileSync(name))
    const grown = viewOf(DATES, ASSETS + 1, (t, i) =>
      i === ASSETS ? (t < 110 ? Number.NaN : 0.01) : returnOf(t, i),
    )
    const pca = new RollingPca(SETTINGS, cache)
    const digests = (file: Buffer) =>
      (JSON.parse(file.toString('utf8').split('\n')[2]) as { digest: string }[]).map(
        (e) => e.digest,
      )
    for (const t of ROWS) pca.at(grown, t)
    pca.flush()
    const now = new Set(Array.from(files().keys()).flatMap((name) => digests(readFileSync(name))))
    const before = kept.flatMap(digests)
    expect(before.length).toBeGreaterThan(50)
    expect(before.filter((digest) => !now.has(digest))).toEqual([])
    // only the missing dates were computed
    expect(now.size).toBe(ROWS.length)
  })

  it('recomputes only the dates that a restated return affects', () => {
    fill(VIEW, ROWS)
    const restated = viewOf(DATES, ASSETS, (t, i) => (t === 70 && i === 2 ? 0.2 : returnOf(t, i)))
    const cached = new RollingPca(SETTINGS, cache)
    const fresh = new RollingPca(SETTINGS, null)
    for (const t of ROWS) {
      const factors = cached.at(restated, t)
      expect(factors).toEqual(fresh.at(restated, t))
      const touched = t > 70 && t <= 110
      if (touched) expect(factors).not.toEqual(TRUTH.get(t))
      else expect(factors).toEqual(TRUTH.get(t))
    }
  })

  it('ignores a damaged file, and one of other settings', () => {
    fill(VIEW, ROWS)
    for (const name of files().keys()) {
      const bytes = readFileSync(name)
      bytes[bytes.length - 5] ^= 1
      writeFileSync(name, bytes)
    }
    const again = new RollingPca(SETTINGS, cache)
    for (const t of ROWS) expect(again.at(VIEW, t)).toEqual(TRUTH.get(t))
    const other = { ...SETTINGS, loadingWindow: 40 }
    expect(new RollingPca(other, cache).at(VIEW, 90)).toEqual(
      new RollingPca(other, null).at(VIEW, 90),
    )
  })

  it('covers no asset before its window is full, and then only assets with a full window', () => {
    expect(new RollingPca(SETTINGS, cache).at(VIEW, 39).covered.some((c) => c === 1)).toBe(false)
    const column = (t: number) => TRUTH.get(t)?.universe.indexOf(6) ?? -1
    expect(TRUTH.get(89)?.covered[column(89)] ?? 0).toBe(0)
    expect(TRUTH.get(91)?.covered[column(91)]).toBe(1)
  })
})
