import type { DuckDBConnection } from '@duckdb/node-api'
import { addDays, yearOf } from '../../lib/dates.js'
import { literal, pathLiteral, rowsOf } from '../duckdb.js'
import type { DataSource, OnProgress } from '../file-source/context.js'
import { hashOf, type MarketFiles, sourceKey } from '../file-source/file-source.js'
import { inspect } from '../quality/quality.js'
import type { QualityFinding, QualityReport } from '../quality/report.js'
import { joinedRenames } from '../renames.js'
import { type Comparison, compare, type ResentClose, type Restatement } from './compare.js'
import { compareFactors, extendFactors } from './factors.js'
import { type DatasetManifest, linkOrCopy, readManifest, writeFolder, yearFile } from './folder.js'
import { loadPrices } from './load-panel.js'
import { changedMembership, changedSector, describe } from './restatement.js'
import { compareSupplied, extendSupplied } from './supplied.js'
import { type DatasetSummary, manifestOf, toSummary, writeReport, writeYear } from './write.js'

export interface Extension {
  readonly dataset: DatasetSummary
  /** What is odd on the new dates, or on all of them after a restatement. */
  readonly report: QualityReport
  readonly addedRows: number
  /** The files say nothing new: the stored version stands. */
  readonly unchanged: boolean
  /** A row of the past changed; the first of them. Runs on the version before are stale. */
  readonly restatement: Restatement | null
  /** The first date of the past that got factor returns where the dataset had none. */
  readonly factorsFrom?: string | null
}

export interface ExtendOptions {
  readonly onProgress?: OnProgress
  /** The files are of one day each, and may correct the volume and open of their day too. */
  readonly daily?: boolean
}

/**
 * The union of a stored dataset and the files read: rows after its last date are appended, on the
 * level of the stored prices; a changed past is replaced and told. Membership, sectors and
 * characteristics carry over unless new ones are given. The stored folder stays as it is.
 */
export async function extendDataset(
  home: string,
  previous: string,
  market: MarketFiles,
  { onProgress, daily }: ExtendOptions = {},
): Promise<Extension> {
  const before = await readManifest(previous)
  const { connection } = market
  const newFrom = addDays(before.lastDate, 1)
  const stored = await loadPrices(connection, previous, before.years)
  const { resent } = before
  const comparison = compare(stored, market.prices, { daily, resent })
  const membership = market.membership ?? before.membership
  const sectors = market.sectors ?? before.sectors
  const supplied = await compareSupplied(connection, previous, before, market)
  const factors = await compareFactors(connection, previous, before, market)
  const renames = joinedRenames(before.renames ?? [], market.renames)
  const restatement = earliest([
    comparison.restatement,
    changedMembership(before, membership, stored),
    changedSector(before, sectors, stored),
    supplied.restatement,
    factors.restatement,
  ])
  const found = [...market.found, ...findingsOf(comparison, restatement)]
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
  const unchanged =
    comparison.changes.length === 0 &&
    !supplied.changed &&
    !factors.changed &&
    same(membership, before.membership) &&
    same(sectors, before.sectors) &&
    same(renames, before.renames ?? [])
  if (unchanged) {
    const input = { prices: stored, membership, sectors }
    const report = inspect(input, { files: market.files, found, since: newFrom })
    const dataset = toSummary(previous, before)
    return { dataset, report, addedRows: 0, unchanged, restatement: null }
  }
  await registerChanges(connection, comparison)
  let report: QualityReport | undefined
  const { folder, manifest } = await writeFolder(home, async (temporary) => {
    const years = await writeYears(connection, { previous, temporary, before, onProgress })
    const characteristics = await extendSupplied(connection, previous, temporary, before, market)
    const factorNames = await extendFactors(connection, { previous, temporary }, before, market)
    const prices = await loadPrices(connection, temporary, years)
    const since = restatement ? '' : newFrom
    report = inspect({ prices, membership, sectors }, { files: market.files, found, since })
    await writeReport(temporary, report)
    return {
      ...manifestOf(prices, sectors),
      hash: hashOf(market.sources, before.hash),
      previous: before.hash,
      sources: union(before.sources, market.sources),
      membership,
      sectors,
      characteristics,
      restatement: restatement && describe(restatement),
      renames,
      factors: factorNames,
      resent: recent(comparison.resent, prices.dates),
    }
  })
  onProgress?.({ stage: 'write', fraction: 1 })
  return {
    dataset: toSummary(folder, manifest),
    report: report as QualityReport,
    addedRows: comparison.addedRows,
    unchanged,
    restatement,
    factorsFrom: factors.addedFrom,
  }
}

/** Corrections of closes come within days; what is older is forgotten. */
const RESENT_DATES = 20

function recent(resent: readonly ResentClose[], dates: readonly string[]): ResentClose[] {
  const since = dates[Math.max(0, dates.length - RESENT_DATES)]
  const newest = new Map(resent.map((said) => [`${said.symbol} ${said.date}`, said]))
  return [...newest.values()].filter(({ date }) => date >= since)
}

function earliest(found: readonly (Restatement | null)[]): Restatement | null {
  return found.reduce((first, one) => (one && (!first || one.date < first.date) ? one : first))
}

function union(before: readonly DataSource[], given: readonly DataSource[]): DataSource[] {
  const known = new Set(before.map(sourceKey))
  return [...before, ...given.filter((source) => !known.has(sourceKey(source)))]
}

/** Table `change`, and `incoming`: the files' rows that go in, on the level of the stored prices. */
async function registerChanges(
  connection: DuckDBConnection,
  { changes }: Comparison,
): Promise<void> {
  await connection.run(
    'create temp table change (symbol varchar, first date, last date, ratio double, shift double)',
  )
  const rows = changes.map(
    ({ symbol, from, to, ratio, shift }) =>
      `(${literal(symbol)}, '${from}', '${to}', ${ratio}::double, ${shift}::double)`,
  )
  if (rows.length > 0) await connection.run(`insert into change values ${rows.join(', ')}`)
  await connection.run(`create temp view incoming as
    select date, symbol, open, high, low, close, adj_close * ratio as adj_close, volume
    from prices join change using (symbol) where date >= first and adj_close is not null`)
}

/** Years without a change are linked, not copied. */
async function writeYears(
  connection: DuckDBConnection,
  {
    previous,
    temporary,
    before,
    onProgress,
  }: { previous: string; temporary: string; before: DatasetManifest; onProgress?: OnProgress },
): Promise<number[]> {
  const [[first]] = await rowsOf(connection, 'select min(date)::varchar from incoming')
  const added = await rowsOf(connection, 'select distinct year(date) from incoming')
  const years = [...new Set([...before.years, ...added.map(([year]) => Number(year))])]
  years.sort((a, b) => a - b)
  const firstYear = first === null ? Number.POSITIVE_INFINITY : yearOf(String(first))
  for (const [k, year] of years.entries()) {
    onProgress?.({ stage: 'write', fraction: k / years.length })
    const file = yearFile(previous, year)
    if (year < firstYear) await linkOrCopy(file, yearFile(temporary, year))
    else await writeYear(connection, temporary, year, unionOf(before.years.includes(year), file))
  }
  return years
}

function unionOf(hasStored: boolean, file: string): string {
  if (!hasStored) return 'select * from incoming'
  return `select stored.* replace (case when stored.date > last and shift <> 1
        then adj_close * shift else adj_close end as adj_close)
    from read_parquet(${pathLiteral(file)}) as stored
    left join change on change.symbol = stored.symbol
    where change.symbol is null or stored.date not between first and last
    union all by name select * from incoming`
}

function findingsOf(
  { keptValues, unanchored }: Comparison,
  restatement: Restatement | null,
): QualityFinding[] {
  const found: QualityFinding[] = []
  if (restatement) {
    const { symbol, date, message } = restatement
    const kind = 'restated-row'
    const text = `${message}: the past is restated, runs on the version before are stale`
    found.push({ kind, severity: 'warning', symbol, date, message: text, count: 1 })
  }
  if (keptValues > 0) {
    const message = `${keptValues} opens, highs, lows, closes or volumes of the past differ in the files; the stored ones were kept (only adjusted returns count)`
    found.push({ kind: 'kept-stored-value', severity: 'note', message, count: keptValues })
  }
  if (unanchored > 0) {
    const message = `${unanchored} symbols continue without a row that both have: their adj_close is taken to be on the stored level; send the last stored date along to be sure`
    found.push({ kind: 'no-anchor', severity: 'note', message, count: unanchored })
  }
  return found
}
