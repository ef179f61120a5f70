import { at, first, last } from '../../lib/at.js'
import { type CalendarRule, XNYS } from '../calendar/calendar.js'
import { createSessionGap, missingSessions, type SessionGap } from '../calendar/gaps.js'
import type { DatasetAsset } from '../dataset/folder.js'
import type { Prices } from '../prices.js'
import { MAX_RETURN_GAP } from '../returns.js'
import { type FileRows, rowsBySymbol, type StoredVersion } from './file-rows.js'
import { renameReason } from './rename.js'
import { storedDates } from './stored-dates.js'

export interface JudgeOptions {
  /** Share of the symbols with a price on the last stored date that a file of a new date must have. */
  readonly minCoverage?: number
}

export type Verdict =
  | { readonly kind: 'go' }
  | { readonly kind: 'waiting' | 'rejected'; readonly reason: string }

const MIN_COVERAGE = 0.8
const NAMED = 3

/**
 * Whether the daily file with these prices may be ingested now. It must continue the stored dates:
 * every known symbol repeats its last stored row, so that the return of the new date is computed
 * within the file. A file that misses an earlier one waits; one that cannot continue is rejected.
 */
export async function judge(
  prices: Prices,
  version: StoredVersion,
  { minCoverage = MIN_COVERAGE }: JudgeOptions = {},
): Promise<Verdict> {
  const { assets, lastDate } = version.manifest
  const date = last(prices.dates)
  const known = new Map(assets.map((asset) => [asset.symbol, asset]))
  const rows = rowsBySymbol(prices)
  const listed = rows.flatMap((row): ListedRows[] => {
    const asset = known.get(row.symbol)
    return asset && last(row.dates) === date ? [{ ...row, asset }] : []
  })
  const { calendar = XNYS } = version.manifest
  const stored = await storedDates(version)
  const joined = [...new Set([...stored, ...prices.dates])].sort()
  const place = { lastDate, gap: createSessionGap(calendar, joined) }
  const early = listed.filter((row) => anchorOf(row, place) === 'after the last')
  if (date > lastDate && early.length > 0) return waiting(early, date, lastDate)
  const skipped = skippedSessions(calendar, listed, lastDate)
  if (skipped.length >= MAX_RETURN_GAP) return waitingFor(skipped, date, lastDate)
  const reason =
    (date > lastDate ? incompleteReason(listed, assets, { date, lastDate, minCoverage }) : null) ??
    unanchoredReason(listed, date, place) ??
    (await renameReason(rows, version))
  return reason === null ? { kind: 'go' } : { kind: 'rejected', reason }
}

/** Rows of a known symbol that has a row on the file's last date. */
interface ListedRows extends FileRows {
  readonly asset: DatasetAsset
}

/** Where the stored dates end, and how sessions are counted across their end. */
interface StoredPlace {
  readonly lastDate: string
  readonly gap: SessionGap
}

/**
 * The sessions between the last stored date and a file of which no row reaches back to it. A file that
 * repeats the last stored date confirms that it is the one before its own.
 */
function skippedSessions(
  calendar: CalendarRule,
  listed: readonly ListedRows[],
  lastDate: string,
): readonly string[] {
  const starts = listed.map(({ dates }) => first(dates)).sort()
  const [start] = starts
  if (start === undefined || start <= lastDate) return []
  return missingSessions(calendar, [lastDate, start]).flatMap(({ sessions }) => sessions)
}

/**
 * How the rows of a symbol continue the stored ones: `anchored` by a row of its last stored date (or,
 * for a date already stored, by the row before), `after the last` where the row before is newer than
 * all stored dates, `missing` where there is none, `free` where its return does not exist anyway.
 */
function anchorOf(
  { asset, dates }: ListedRows,
  { lastDate, gap }: StoredPlace,
): 'anchored' | 'after the last' | 'missing' | 'free' {
  const [start, end] = [first(dates), last(dates)]
  if (end <= lastDate) return dates.length > 1 || asset.firstDate >= end ? 'anchored' : 'missing'
  if (start <= asset.lastDate) return 'anchored'
  if (gap(asset.lastDate, start) > MAX_RETURN_GAP) return 'free'
  return dates.length > 1 && start > lastDate ? 'after the last' : 'missing'
}

function incompleteReason(
  listed: readonly ListedRows[],
  assets: readonly DatasetAsset[],
  limits: { readonly date: string; readonly lastDate: string; readonly minCoverage: number },
): string | null {
  const { date, lastDate, minCoverage } = limits
  const present = new Set(listed.map(({ symbol }) => symbol))
  const expected = assets.filter((asset) => asset.lastDate === lastDate)
  const missing = expected.filter(({ symbol }) => !present.has(symbol))
  const found = expected.length - missing.length
  if (found >= minCoverage * expected.length) return null
  return (
    `it has rows of ${date} for ${found} of the ${expected.length} symbols priced on ${lastDate} (missing: ` +
    `${some(missing)}): is it complete? Send all of it, or lower inbox.minCoverage`
  )
}

function unanchoredReason(
  listed: readonly ListedRows[],
  date: string,
  place: StoredPlace,
): string | null {
  const loose = listed.filter((row) => anchorOf(row, place) === 'missing')
  const [example] = loose
  if (!example) return null
  return (
    `it does not repeat the previous row of ${some(loose)} (${example.symbol}: ` +
    `${example.asset.lastDate}), so the return of ${date} cannot be computed within it: ` +
    'send each symbol with its row of the previous date'
  )
}

function waiting(early: readonly FileRows[], date: string, lastDate: string): Verdict {
  const before = at(early.map(({ dates }) => first(dates)).sort(), 0)
  const reason = `its date is ${date}, after ${before}, but the data end on ${lastDate}: an earlier file is missing`
  return { kind: 'waiting', reason }
}

function waitingFor(skipped: readonly string[], date: string, lastDate: string): Verdict {
  const reason =
    `its date is ${date}, and the data end on ${lastDate}: the ${skipped.length} sessions ` +
    `${first(skipped)} to ${last(skipped)} have no row yet; send their files first, or one file that ` +
    `goes on from ${lastDate}. Where the exchange was closed, ingest with --calendar <file of sessions>`
  return { kind: 'waiting', reason }
}

function some(rows: readonly { readonly symbol: string }[]): string {
  const names = rows.slice(0, NAMED).map(({ symbol }) => symbol)
  const more = rows.length - names.length
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ')
}
