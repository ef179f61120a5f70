import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { toIsoDate } from '../../lib/dates.js'
import { UserError } from '../../lib/errors.js'
import { canonicalJson, sha256 } from '../../lib/hash.js'
import { openDuckDb } from '../duckdb.js'
import type { MembershipInterval } from '../membership.js'
import type { Prices } from '../prices.js'
import { inspect } from '../quality/quality.js'
import type { QualityFinding, QualityReport } from '../quality/report.js'
import { joinedRenames, type Rename } from '../renames.js'
import type { SectorLabel } from '../sectors.js'
import { readCharacteristics } from './characteristics.js'
import { assertMapping, type ColumnMapping, findColumns } from './columns.js'
import type { DataSource, FileRole, OnProgress, ReadContext } from './context.js'
import { readFactors } from './factors.js'
import { toMembership } from './membership.js'
import { readPrices } from './prices.js'
import { type ProbedFile, probeFile } from './probe.js'
import { toRenames } from './renames.js'
import { toSectors } from './sectors.js'
import { openFile, textRows } from './table.js'

export interface ReadOptions {
  /** Price files: CSV, CSV.gz or Parquet. */
  readonly files: readonly string[]
  readonly membership?: string
  readonly sectors?: string
  readonly characteristics?: string
  /** Changes of symbols: `date, old_symbol, new_symbol`. */
  readonly renames?: string
  /** Daily returns of the Fama-French factors. */
  readonly factors?: string
  readonly mapping?: ColumnMapping
  /** Symbols of the dataset that the files extend. */
  readonly knownAssets?: readonly string[]
  /** Changes of symbols that the dataset knows. */
  readonly knownRenames?: readonly Rename[]
  /** The last date that is not in the future; today, anywhere on earth. */
  readonly today?: string
  readonly onProgress?: OnProgress
}

/** Files read and found good. Holds a DuckDB until it is disposed of. */
export interface MarketFiles extends AsyncDisposable {
  readonly hash: string
  readonly sources: readonly DataSource[]
  readonly prices: Prices
  readonly membership: readonly MembershipInterval[] | null
  readonly sectors: readonly SectorLabel[] | null
  /** Names of the supplied characteristics; their rows are in the table `characteristics`. */
  readonly characteristics: readonly string[] | null
  /** Changes of symbols that the files tell. */
  readonly renames: readonly Rename[]
  /** Names of the factors; their returns are in the table `factors`. */
  readonly factors: readonly string[] | null
  readonly files: QualityReport['files']
  readonly found: readonly QualityFinding[]
  readonly locate: (row: number) => { file: string; line: number } | undefined
  /** With the table `prices`: `date, symbol, open, high, low, close, adj_close, volume, bad, trimmed`. */
  readonly connection: DuckDBConnection
}

const FURTHEST_ZONE_MS = 14 * 3_600_000

/** What is odd in the files; bad input is a UserError. Leaves nothing behind. */
export async function checkFiles(options: ReadOptions): Promise<QualityReport> {
  await using market = await readFiles(options)
  return reportOf(market, options.onProgress)
}

export function reportOf(market: MarketFiles, onProgress?: OnProgress): QualityReport {
  onProgress?.({ stage: 'inspect', fraction: 0 })
  const { files, found } = market
  const report = inspect(market, { files, found })
  onProgress?.({ stage: 'inspect', fraction: 1 })
  return report
}

/** Reads price files and what goes with them; the first thing wrong is a UserError. */
export async function readFiles(options: ReadOptions): Promise<MarketFiles> {
  return readProbed(await probeFiles(options), options)
}

/** Files that exist, are whole, and are known by their hashes; nothing of them was parsed. */
export interface ProbedFiles {
  readonly hash: string
  readonly sources: readonly DataSource[]
  readonly probed: readonly ProbedFile[]
}

export async function probeFiles(options: ReadOptions): Promise<ProbedFiles> {
  const { mapping = {}, onProgress } = options
  assertMapping(mapping)
  const given = givenFiles(options)
  const probed = await probeAll(given, onProgress)
  const sources = probed.map(({ name, sha256 }, k) => {
    return { file: name, role: given[k].role, sha256, mapping }
  })
  return { hash: hashOf(sources), sources, probed }
}

export async function readProbed(
  { hash, sources, probed }: ProbedFiles,
  { mapping = {}, today, knownAssets = [], knownRenames = [], onProgress }: ReadOptions,
): Promise<MarketFiles> {
  const filesOf = (role: FileRole) => probed.filter((_, k) => sources[k].role === role)
  const db = await openDuckDb()
  try {
    const context: ReadContext = {
      connection: db.connection,
      mapping,
      today: today ?? toIsoDate(Date.now() + FURTHEST_ZONE_MS),
      onProgress,
    }
    const [renamesFile] = filesOf('renames')
    const renames = renamesFile ? await readRenames(renamesFile, context) : []
    const allRenames = joinedRenames(knownRenames, renames)
    const read = await readPrices(filesOf('prices'), context, allRenames)
    const { aliases } = read
    const known = new Set([...read.prices.assets, ...knownAssets])
    const [membershipFile] = filesOf('membership')
    const [sectorFile] = filesOf('sectors')
    const [suppliedFile] = filesOf('characteristics')
    const [factorFile] = filesOf('factors')
    const named = { ...context, aliases }
    const membership = membershipFile ? await readMembership(membershipFile, named, known) : null
    const sectors = sectorFile ? await readSectors(sectorFile, named, known) : null
    const supplied = suppliedFile ? await readCharacteristics(suppliedFile, named, known) : null
    const factors = factorFile ? await readFactors(factorFile, context) : null
    const rows = [
      ...read.rows,
      ...[
        membership?.length,
        sectors?.length,
        supplied?.rows,
        renamesFile && renames.length,
        factors?.rows,
      ].filter((n) => n !== undefined),
    ]
    return {
      hash,
      sources,
      prices: read.prices,
      membership,
      sectors,
      characteristics: supplied?.names ?? null,
      renames,
      factors: factors?.names ?? null,
      files: sources.map(({ file, role, sha256 }, k) => ({ file, role, rows: rows[k], sha256 })),
      found: [...read.found, ...(supplied?.found ?? []), ...(factors?.found ?? [])],
      locate: read.locate,
      connection: db.connection,
      [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
    }
  } catch (thrown) {
    await db[Symbol.asyncDispose]()
    throw thrown
  }
}

/** Identifies what was read: same bytes in the same roles under the same mapping, same hash. */
export function hashOf(sources: readonly DataSource[], previous?: string): string {
  const parts = sources.map(sourceKey).sort()
  return sha256(canonicalJson({ previous: previous ?? null, parts }))
}

/** Says what a source is, whatever its file is called. */
export function sourceKey({ role, sha256, mapping }: DataSource): string {
  return canonicalJson({ role, sha256, mapping })
}

function givenFiles(options: ReadOptions): { path: string; role: FileRole }[] {
  const { files, membership, sectors, characteristics, renames, factors } = options
  if (files.length === 0) throw new UserError('no price file is given; name at least one')
  const given = [
    ...files.map((path) => ({ path, role: 'prices' as const })),
    ...(membership === undefined ? [] : [{ path: membership, role: 'membership' as const }]),
    ...(sectors === undefined ? [] : [{ path: sectors, role: 'sectors' as const }]),
    ...(characteristics === undefined
      ? []
      : [{ path: characteristics, role: 'characteristics' as const }]),
    ...(renames === undefined ? [] : [{ path: renames, role: 'renames' as const }]),
    ...(factors === undefined ? [] : [{ path: factors, role: 'factors' as const }]),
  ]
  const seen = new Set<string>()
  for (const { path } of given) {
    if (seen.has(resolve(path))) throw new UserError(`${path} is given twice; name each file once`)
    seen.add(resolve(path))
  }
  return given
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

async function probeAll(
  given: readonly { path: string }[],
  onProgress: OnProgress | undefined,
): Promise<ProbedFile[]> {
  const total = given.reduce((sum, { path }) => sum + sizeOf(path), 0)
  const probed: ProbedFile[] = []
  let read = 0
  const onBytes = (bytes: number) => {
    read += bytes
    onProgress?.({ stage: 'verify', fraction: Math.min(1, read / total) })
  }
  for (const { path } of given) probed.push(await probeFile(path, { onBytes }))
  const twice = probed.find(({ sha256 }, k) => probed.findIndex((p) => p.sha256 === sha256) < k)
  if (twice) throw new UserError(`${twice.path} has the bytes of another file given; name it once`)
  return probed
}

async function readRenames(
  file: ProbedFile,
  { connection, mapping }: ReadContext,
): Promise<Rename[]> {
  const required = ['date', 'old_symbol', 'new_symbol']
  const wanted = { date: 'date', old_symbol: 'symbol', new_symbol: 'symbol' } as const
  const opened = await openFile(connection, file, required)
  const columns = findColumns(file, opened.names, wanted, { mapping, required })
  return toRenames(file, await textRows(connection, opened, columns), columns)
}

interface NamedContext extends ReadContext {
  /** The asset that a new symbol stands for. */
  readonly aliases: ReadonlyMap<string, string>
}

/** A row under the id of its asset. */
function named<R extends { readonly symbol: string }>(row: R, aliases: NamedContext['aliases']): R {
  const symbol = aliases.get(row.symbol)
  return symbol === undefined ? row : { ...row, symbol }
}

async function readMembership(
  file: ProbedFile,
  { connection, mapping, aliases }: NamedContext,
  known: ReadonlySet<string>,
): Promise<MembershipInterval[]> {
  const required = ['symbol', 'member_from', 'member_to']
  const wanted = { symbol: 'symbol', member_from: 'date', member_to: 'date' } as const
  const opened = await openFile(connection, file, required)
  const columns = findColumns(file, opened.names, wanted, { mapping, required })
  const rows = await textRows(connection, opened, columns)
  const intervals = toMembership(file, rows, columns).map((row) => named(row, aliases))
  assertKnown(file, intervals, known)
  return intervals
}

async function readSectors(
  file: ProbedFile,
  { connection, mapping, aliases }: NamedContext,
  known: ReadonlySet<string>,
): Promise<SectorLabel[]> {
  const required = ['symbol', 'sector']
  const wanted = { symbol: 'symbol', name: 'symbol', sector: 'symbol' } as const
  const opened = await openFile(connection, file, required)
  const columns = findColumns(file, opened.names, wanted, { mapping, required })
  const rows = await textRows(connection, opened, columns)
  const labels = toSectors(file, rows).map((row) => named(row, aliases))
  assertKnown(file, labels, known)
  return labels
}

/** A file about other symbols altogether is the wrong file. */
function assertKnown(
  { path }: ProbedFile,
  rows: readonly { symbol: string }[],
  known: ReadonlySet<string>,
): void {
  if (rows.some(({ symbol }) => known.has(symbol))) return
  const [example] = known
  throw new UserError(
    `${path}, column symbol: none of its symbols ("${rows[0].symbol}", …) is in the price files ` +
      `("${example}", …); symbols must be written alike`,
  )
}
