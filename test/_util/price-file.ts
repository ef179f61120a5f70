import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/**
 * A second reading of a price file, written from the public contract alone: what a user outside
 * would do to check us. It shares no code with the program.
 */
export interface PriceFile {
  readonly dates: readonly string[]
  readonly assets: readonly string[]
  /** Simple return of `asset` on `date`; undefined where missing. */
  returnOf(asset: string, date: string): number | undefined
  /** Assets eligible on `date` (which may be one session past the file), sorted. */
  universe(date: string): readonly string[]
}

interface Membership {
  readonly from: string
  readonly to: string
}

export function readPriceFile(prices: string, membership?: string): PriceFile {
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
  const returnAt = (asset: string, index: number) => returns.get(asset)?.get(index)
  return {
    dates,
    assets,
    returnOf: (asset, date) => returnAt(asset, indexOf.get(date) as number),
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
