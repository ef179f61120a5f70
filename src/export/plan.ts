import { DataNotReadyError, NotFoundError, UserError } from '../lib/errors.js'
import { didYouMean, didYouMeanEach } from '../lib/nearest-name.js'
import { isPublished, type PublishedSplit } from '../performance/chain.js'
import { lackOf, splitHas } from '../performance/split-parts.js'
import type { OpenDatabase } from '../store/database.js'
import { dataVersion } from '../store/read/data-version.js'
import {
  axisSymbols,
  decidedDates,
  type EarlierVersion,
  versionsAt,
} from '../store/read/export-plan.js'
import { inSnapshot } from '../store/read/in-snapshot.js'
import type { StoredRun } from '../store/read/runs.js'
import { type StoredSplit, splitsOfRuns } from '../store/read/splits.js'
import { assertDate, selectedDates } from './plan-dates.js'
import { chosenRun } from './plan-run.js'
import type { ExportKind, ExportRequest } from './request.js'
import { seriesFile } from './series-files.js'

/** What a file takes from one split. */
export interface ExportPart {
  readonly split: PublishedSplit
  /** Ascending. */
  readonly dates: readonly string[]
  /** What the split showed at `since`; null where it showed nothing, or no `since` is given. */
  readonly earlier: EarlierVersion | null
}

/** Everything that decides what is in a file. What it points to is never changed afterwards. */
export interface ExportPlan {
  readonly request: ExportRequest
  /** The data version that the file shows. */
  readonly version: number
  readonly run: StoredRun
  /** Chronological. */
  readonly parts: readonly ExportPart[]
  /** The published splits of the run, chronological. */
  readonly published: readonly PublishedSplit[]
  /** The asset axis: element p is at position p. */
  readonly symbols: readonly string[]
  /** Positions asked for, ascending; null for all. */
  readonly positions: readonly number[] | null
}

/**
 * Resolves a request on one snapshot of the database. Reading what the plan points to later, piece by
 * piece and without a transaction, still answers with exactly this version: a publication adds rows
 * and moves pointers, and changes nothing that was there. `signal` ends it between two reads.
 */
export function planExport(
  db: OpenDatabase['db'],
  request: ExportRequest,
  signal?: AbortSignal,
): Promise<ExportPlan> {
  signal?.throwIfAborted()
  return inSnapshot(db, async (snapshot) => {
    signal?.throwIfAborted()
    const { version } = await dataVersion(snapshot)
    if (request.since !== undefined && request.since > version) {
      throw new UserError(`since: ${request.since} is not published yet; this is ${version}`)
    }
    const run = await chosenRun(snapshot, request)
    const [splits = []] = await splitsOfRuns(snapshot, [run.id])
    signal?.throwIfAborted()
    const selected = selectSplits(splits, request)
    const symbols = await axisSymbols(snapshot, run.datasetId)
    const positions = positionsOf(request.assets, symbols)
    signal?.throwIfAborted()
    const parts = await partsOf(snapshot, selected, request)
    if (request.date) assertDate(parts, request)
    const published = splits.filter(isPublished)
    return { request, version, run, parts: parts.map(chosen), published, symbols, positions }
  })

  function chosen(part: ExportPart): ExportPart {
    return { ...part, dates: selectedDates(part, request) }
  }
}

function selectSplits(splits: readonly StoredSplit[], { split: name, kind }: ExportRequest) {
  const selected = name === 'all' ? splits : splits.filter((split) => split.name === name)
  if (selected.length === 0 && name !== 'all') {
    const names = splits.map((split) => split.name)
    const have = names.join(', ') || 'none yet'
    throw new NotFoundError(
      `split: ${JSON.stringify(name)} is unknown; have: ${have}${didYouMean(name, ['all', ...names])}`,
    )
  }
  const published = selected.filter(isPublished)
  assertHold(published, kind)
  if (published.length > 0) return published
  const status = selected.map((split) => split.status).join(', ') || 'none yet'
  throw new DataNotReadyError(`nothing of ${name} is published yet (${status})`)
}

/** An error where the configuration of the run leaves out what the file is made of. */
function assertHold(splits: readonly PublishedSplit[], kind: ExportKind): void {
  const needs = seriesFile(kind)?.series[0].needs
  const [first] = splits
  if (!needs || !first || splits.some((split) => splitHas(split, needs))) return
  throw new UserError(`${kind}: ${lackOf(first, needs)}`)
}

/** The parts with every date that the split shows. */
async function partsOf(
  db: OpenDatabase['db'],
  splits: readonly PublishedSplit[],
  { since }: ExportRequest,
): Promise<ExportPart[]> {
  const ids = splits.map(({ id }) => id)
  const contentIds = splits.map(({ current }) => current.contentId)
  const dates = await decidedDates(db, contentIds)
  const earlier = since === undefined ? [] : await versionsAt(db, since, ids)
  return splits.map((split, i) => ({ split, dates: dates[i] ?? [], earlier: earlier[i] ?? null }))
}

function positionsOf(
  wanted: readonly string[] | undefined,
  symbols: readonly string[],
): number[] | null {
  if (!wanted) return null
  const known = new Set(symbols)
  const unknown = wanted.filter((symbol) => !known.has(symbol))
  if (unknown.length > 0) {
    throw new UserError(
      `assets: ${unknown.join(', ')} unknown in the dataset${didYouMeanEach(unknown, symbols)}`,
    )
  }
  const asked = new Set(wanted)
  return symbols.flatMap((symbol, position) => (asked.has(symbol) ? [position] : []))
}
