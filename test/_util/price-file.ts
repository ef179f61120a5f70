import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/**
 * An independent reader of a price file, written only from the public contract: what a user
 * would do to check the results. It shares no code with the program.
 */
export interface PriceFile {
  readonly dates: readonly string[]
  readonly assets: readonly string[]
  /** Symbols of the factor portfolios, in the order of the factor file; none without one. */
  readonly legs: readonly string[]
  /** Simple return of `asset`, or of a factor portfolio, on `date`; undefined where missing. */
  returnOf(asset: string, date: string): number | undefined
  /** Assets eligible on `date` (which may be one session past the file), sorted. */
  universe(date: string): readonly string[]
}

interface Membership {
  readonly from: string
  readonly to: string
}

export function readPriceFile(prices: string, membership?: string, factors?: string): PriceFile {
  const rows = records(prices)
  const dates = [...new Set(rows.map((row) => row.date))].sort()
  const indexOf = new Map(dates.map((date, index) => [date, index]))
  const closes = new Map<string, [index: number, close: number][]>()
  for (const row of rows) {
    const series = closes.get(row.symbol) ?? []
    series.push([indexOf.get(row.date) as number, Number(row.adj_close)])
    closes.set(row.symbol, series)
  }
  const assets = [...closes.keys()].sort()
  const returns = new Map(assets.map((asset) => [asset, returnsOf(closes.get(asset) ?? [])]))
  const members = membership === undefined ? undefined : memberships(membership)
  const legs = factors === undefined ? new Map<string, FactorSeries>() : factorSeries(factors)
  const returnAt = (asset: string, index: number) => returns.get(asset)?.get(index)
  return {
    dates,
    assets,
    legs: [...legs.keys()],
    returnOf: (asset, date) => {
      const leg = legs.get(asset)
      return leg ? leg.get(date) : returnAt(asset, indexOf.get(date) as number)
    },
    universe: (date) => {
      const index = indexOf.get(date) ?? dates.length
      return assets.filter(
        (asset) =>
          returnAt(asset, index - 1) !== undefined &&
          (members === undefined ||
            members.get(asset)?.some(({ from, to }) => from <= date && (to === '' || date < to))),
      )
    },
  }
}

function returnsOf(series: [number, number][]): Map<number, number> {
  const sorted = series.sort(([a], [b]) => a - b)
  const returns = new Map<number, number>()
  for (let row = 1; row < sorted.length; row++) {
    const [[before, from], [index, to]] = [sorted[row - 1], sorted[row]]
    if (index - before <= 5) returns.set(index, to / from - 1)
  }
  return returns
}

/** Fractions by date. */
type FactorSeries = Map<string, number>

/** Columns of percent but `RF`, which no book holds; an empty cell is a missing return. */
function factorSeries(file: string): Map<string, FactorSeries> {
  const rows = records(file)
  const names = Object.keys(rows[0]).filter((name) => name !== 'date' && name !== 'RF')
  return new Map(
    names.map((name) => {
      const known = rows.filter((row) => row[name] !== '')
      const series = known.map((row) => [row.date, Number(row[name]) / 100] as const)
      return [`FF:${name.toUpperCase()}`, new Map(series)]
    }),
  )
}

function memberships(file: string): Map<string, Membership[]> {
  const bySymbol = new Map<string, Membership[]>()
  for (const row of records(file)) {
    const list = bySymbol.get(row.symbol) ?? []
    list.push({ from: row.member_from, to: row.member_to })
    bySymbol.set(row.symbol, list)
  }
  return bySymbol
}

function records(file: string): Record<string, string>[] {
  const bytes = readFileSync(file)
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const [header, ...lines] = text.trimEnd().split('\n')
  const names = header.split(',')
  return lines.map((line) => {
    const cells = line.split(',')
    return Object.fromEntries(names.map((name, index) => [name, cells[index]]))
  })
}
