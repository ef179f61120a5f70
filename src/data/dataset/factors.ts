import type { DuckDBConnection } from '@duckdb/node-api'
import { first } from '../../lib/at.js'
import { factorSymbol } from '../../lib/factor-symbols.js'
import { sharedFloat64 } from '../../lib/shared-arrays.js'
import { identifier, literal, openDuckDb, parquetTable, rowsOf } from '../duckdb.js'
import { FACTOR_NAMES } from '../file-source/columns/column.js'
import type { FactorDeviations } from '../file-source/factor-scale.js'
import type { MarketFiles } from '../file-source/market-files.js'
import type { FactorPortfolios } from '../panel.js'
import type { Restatement } from './comparison.js'
import { type DatasetManifest, factorsFile, linkOrCopy } from './folder.js'

export interface FactorComparison {
  readonly changed: boolean
  /** The first stored date that gets factor returns for the first time. */
  readonly addedFrom: string | null
  /** A factor return of the past that changed. */
  readonly restatement: Restatement | null
}

const NOTHING_NEW: FactorComparison = { changed: false, addedFrom: null, restatement: null }

/**
 * Whether the files add or change factor returns, and whether of past dates. The first factors of a
 * dataset are no restatement: no run has used any.
 */
export async function compareFactors(
  connection: DuckDBConnection,
  previous: string,
  before: DatasetManifest,
  { factors: given }: Pick<MarketFiles, 'factors'>,
): Promise<FactorComparison> {
  if (given === null) return NOTHING_NEW
  const stored = before.factors ?? []
  if (stored.length === 0) return { changed: true, addedFrom: before.firstDate, restatement: null }
  const added = given.filter((name) => !stored.includes(name))
  const list = ['date', ...given.map(identifier)].join(', ')
  const fresh =
    added.length > 0
      ? 'select * from factors'
      : `select ${list} from factors except select ${list} from ${scan(previous)}`
  const [earliest] = first(await rowsOf(connection, `select min(date)::varchar from (${fresh})`))
  if (typeof earliest !== 'string') return NOTHING_NEW
  const date = earliest
  if (date > before.lastDate) return { changed: true, addedFrom: null, restatement: null }
  const message = 'a factor return of the past was added or changed'
  const restatement = { symbol: factorSymbol(FACTOR_NAMES[0]), date, message }
  return { changed: true, addedFrom: null, restatement }
}

/** Standard deviations of the stored factors, in percent; undefined where the dataset has none. */
export async function storedDeviations(
  folder: string,
  { factors }: DatasetManifest,
): Promise<FactorDeviations | undefined> {
  if (!factors) return undefined
  await using db = await openDuckDb()
  const list = factors.map((name) => `100 * stddev_pop(${identifier(name)})`).join(', ')
  const row = first(await rowsOf(db.connection, `select ${list} from ${scan(folder)}`))
  const known = factors.flatMap((name, k) => (Number(row[k]) > 0 ? [[name, Number(row[k])]] : []))
  return Object.fromEntries(known)
}

/** Writes the factors of the files; returns their names. */
export async function writeFactors(
  connection: DuckDBConnection,
  folder: string,
  { factors }: Pick<MarketFiles, 'factors'>,
): Promise<readonly string[] | null> {
  if (factors) await copyTo(connection, folder, 'select * from factors')
  return factors
}

/** Writes the union of the stored factors and the given ones, which win; returns the names. */
export async function extendFactors(
  connection: DuckDBConnection,
  { previous, temporary }: { readonly previous: string; readonly temporary: string },
  { factors: stored = null }: DatasetManifest,
  market: Pick<MarketFiles, 'factors'>,
): Promise<readonly string[] | null> {
  const { factors: given } = market
  if (stored === null) return writeFactors(connection, temporary, market)
  if (given === null) {
    await linkOrCopy(factorsFile(previous), factorsFile(temporary))
    return stored
  }
  const names = FACTOR_NAMES.filter((name) => stored.includes(name) || given.includes(name))
  await copyTo(connection, temporary, unionOf(scan(previous), { names, stored, given }))
  return names
}

interface FactorNames {
  readonly names: readonly string[]
  readonly stored: readonly string[]
  readonly given: readonly string[]
}

/** A given row replaces the factors that it has and keeps the other stored factors of its date. */
function unionOf(source: string, { names, stored, given }: FactorNames): string {
  const values = names.map((name) => {
    const column = identifier(name)
    if (!given.includes(name)) return `s.${column}`
    if (!stored.includes(name)) return `g.${column}`
    return `case when g.date is null then s.${column} else g.${column} end as ${column}`
  })
  return `select coalesce(g.date, s.date) as date, ${values.join(', ')}
     from ${source} as s full join factors as g on g.date = s.date`
}

/** Factor returns on the dates of a panel, NaN where there are none. */
export async function loadFactors(
  connection: DuckDBConnection,
  folder: string,
  { factors }: DatasetManifest,
  dates: readonly string[],
): Promise<FactorPortfolios | undefined> {
  if (!factors) return undefined
  const width = factors.length
  const returns = sharedFloat64(dates.length * width).fill(Number.NaN)
  const rowOf = new Map(dates.map((date, t) => [date, t]))
  const list = factors.map(identifier).join(', ')
  const rows = await rowsOf(connection, `select date::varchar, ${list} from ${scan(folder)}`)
  for (const [date, ...values] of rows) {
    const t = rowOf.get(String(date))
    if (t === undefined) continue
    values.forEach((value, j) => {
      if (value !== null) returns[t * width + j] = Number(value)
    })
  }
  return { names: factors.map(factorSymbol), returns }
}

function scan(folder: string): string {
  return parquetTable(factorsFile(folder))
}

async function copyTo(connection: DuckDBConnection, folder: string, query: string): Promise<void> {
  await connection.run(`copy (select * from (${query}) order by date)
    to ${literal(factorsFile(folder))} (format parquet, compression zstd)`)
}
