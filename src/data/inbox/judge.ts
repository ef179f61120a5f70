import { yearOf } from '../../lib/dates.js'
import { sessionsBetween } from '../calendar.js'
import { type DatasetManifest, yearFile } from '../dataset/folder.js'
import { openDuckDb, pathLiteral, rowsOf } from '../duckdb.js'
import type { Prices } from '../prices.js'
import { MAX_RETURN_GAP } from '../returns.js'

/** What a dataset has, as far as a daily file is judged by it. */
export interface Standing {
  readonly folder: string
  readonly manifest: DatasetManifest
}

export interface JudgeOptions {
  /** Share of the symbols priced on the last stored date that a file of a new date must price. */
  readonly minCoverage?: number
}

export type Verdict =
  | { readonly kind: 'go' }
  | { readonly kind: 'waiting' | 'rejected'; readonly reason: string }

const MIN_COVERAGE = 0.8
const NAMED = 3

interface FileRows {
  readonly symbol: string
  /** Dates of its rows, ascending. */
  readonly dates: readonly string[]
  readonly close: (date: string) => number
}

/**
 * Whether the daily file with these prices may go in now. It must follow on what is stored: every
 * known symbol sends its last stored row again, so that the return of the new date is taken within
 * the file. A file before its turn waits; one that cannot be followed on is rejected.
 */
export async function judge(
  prices: Prices,
  { folder, manifest }: Standing,
  { minCoverage = MIN_COVERAGE }: JudgeOptions = {},
): Promise<Verdict> {
  const { lastDate } = manifest
  const date = prices.dates[prices.dates.length - 1]
  const known = new Map(manifest.assets.map((asset) => [asset.symbol, asset]))
  const rows = rowsBySymbol(prices)
  const listed = rows.filter(({ symbol, dates }) => known.has(symbol) && dates.at(-1) === date)
  const suspects = rows.filter(({ symbol, dates }) => !known.has(symbol) && dates[0] <= lastDate)

  if (date > lastDate) {
    const early = listed.filter((row) => previousOf(row, lastDate, known) === 'after the last')
    if (early.length > 0) return waiting(early, date, lastDate)
    const present = new Set(listed.map(({ symbol }) => symbol))
    const expected = manifest.assets.filter((asset) => asset.lastDate === lastDate)
    const missing = expected.filter(({ symbol }) => !present.has(symbol))
    if (expected.length - missing.length < minCoverage * expected.length) {
      const priced = `${expected.length - missing.length} of the ${expected.length}`
      return rejected(
        `it has rows of ${date} for ${priced} symbols priced on ${lastDate} (missing: ` +
          `${some(missing)}): is it whole? Send all of it, or lower inbox.minCoverage`,
      )
    }
  }
  const loose = listed.filter((row) => previousOf(row, lastDate, known) === 'missing')
  if (loose.length > 0) {
    const first = loose[0]
    return rejected(
      `it does not send the previous row of ${some(loose)} again (${first.symbol}: ` +
        `${known.get(first.symbol)?.lastDate}), so the return of ${date} cannot be taken within it: ` +
        'send each symbol with its row of the date before',
    )
  }
  const renamed = await renameOf(suspects, rows, { folder, manifest })
  return renamed ? rejected(renamed) : { kind: 'go' }
}

/**
 * Where the rows of a known symbol that the file's date has tie to the stored ones: `anchored` by a row of its last stored date
 * (or, of a date already stored, by the row before), `after the last` where the row before is newer
 * than all that is stored, `missing` where there is none, `free` where its return is missing anyway.
 */
function previousOf(
  { symbol, dates }: FileRows,
  lastDate: string,
  known: ReadonlyMap<string, { readonly firstDate: string; readonly lastDate: string }>,
): 'anchored' | 'after the last' | 'missing' | 'free' {
  const stored = known.get(symbol) as { readonly firstDate: string; readonly lastDate: string }
  const [first] = dates
  const last = dates[dates.length - 1]
  if (last <= lastDate) return dates.length > 1 || stored.firstDate >= last ? 'anchored' : 'missing'
  if (first <= stored.lastDate) return 'anchored'
  if (sessionsBetween(stored.lastDate, first).length - 1 > MAX_RETURN_GAP) return 'free'
  return dates.length > 1 && first > lastDate ? 'after the last' : 'missing'
}

function rowsBySymbol({ dates, assets, adjClose, close }: Prices): FileRows[] {
  const cellOf = (date: string, i: number) => dates.indexOf(date) * assets.length + i
  return assets.map((symbol, i) => ({
    symbol,
    dates: dates.filter((_, t) => !Number.isNaN(adjClose[t * assets.length + i])),
    close: (date) => close[cellOf(date, i)],
  }))
}

/**
 * A new symbol whose row before has the close of one that is missing from the file: one asset under
 * another name, most likely. Without being told so, its history would be torn in two.
 */
async function renameOf(
  suspects: readonly FileRows[],
  rows: readonly FileRows[],
  { folder, manifest }: Standing,
): Promise<string | null> {
  const present = new Set(rows.map(({ symbol }) => symbol))
  const gone = new Set(
    manifest.assets.map(({ symbol }) => symbol).filter((symbol) => !present.has(symbol)),
  )
  if (suspects.length === 0 || gone.size === 0) return null
  await using db = await openDuckDb()
  for (const { symbol, dates, close } of suspects) {
    const [date] = dates
    if (!manifest.years.includes(yearOf(date))) continue
    const file = pathLiteral(yearFile(folder, yearOf(date)))
    const before = await rowsOf(
      db.connection,
      `select symbol from read_parquet(${file}) where date = '${date}' and close = ${close(date)}::double`,
    )
    const old = before.map(([name]) => String(name)).find((name) => gone.has(name))
    if (old === undefined) continue
    return (
      `${symbol} is new and its close of ${date} is that of ${old}, which has no row: where ${old} is ` +
      `called ${symbol} now, put a file renames.csv with date,old_symbol,new_symbol beside it`
    )
  }
  return null
}

function waiting(early: readonly FileRows[], date: string, lastDate: string): Verdict {
  const [before] = early.map(({ dates }) => dates[0]).sort()
  const reason = `it is of ${date} and follows on ${before}, and the data end on ${lastDate}: a file before it is to come`
  return { kind: 'waiting', reason }
}

function rejected(reason: string): Verdict {
  return { kind: 'rejected', reason }
}

function some(rows: readonly { readonly symbol: string }[]): string {
  const names = rows.slice(0, NAMED).map(({ symbol }) => symbol)
  const more = rows.length - names.length
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ')
}
