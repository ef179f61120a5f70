import { toIsoDate } from '../../lib/dates.js'
import { type DuckDb, openDuckDb } from '../duckdb.js'
import { joinedRenames } from '../renames.js'
import type { ProbedFile } from './bytes/probe.js'
import { type CharacteristicsRead, readCharacteristics } from './characteristics.js'
import type { FileRole, ReadContext } from './context.js'
import { type FactorsRead, readFactors } from './factors.js'
import type { MarketFiles, ReadOptions } from './market-files.js'
import { type PricesRead, readPrices } from './prices.js'
import { type ProbedFiles, probeFiles } from './probe-files.js'
import { readMembership, readRenames, readSectors } from './read-labels.js'

/** Reads price files and the files beside them; the first error in them is a UserError. */
export async function readFiles(options: ReadOptions): Promise<MarketFiles> {
  return readProbed(await probeFiles(options), options)
}

export async function readProbed(probed: ProbedFiles, options: ReadOptions): Promise<MarketFiles> {
  const db = await openDuckDb()
  try {
    return toMarketFiles(db, probed, await readAll(db, probed, options))
  } catch (thrown) {
    await db[Symbol.asyncDispose]()
    throw thrown
  }
}

interface FilesRead extends Pick<MarketFiles, 'membership' | 'sectors'> {
  readonly renames: MarketFiles['renames'] | null
  readonly prices: PricesRead
  readonly supplied: CharacteristicsRead | null
  readonly factors: FactorsRead | null
}

async function readAll(
  db: DuckDb,
  { probed }: ProbedFiles,
  options: ReadOptions,
): Promise<FilesRead> {
  const context = contextOf(db, options)
  const filesOf = (role: FileRole) =>
    probed.filter(({ source }) => source.role === role).map(({ file }) => file)
  const optional = async <T>(role: FileRole, read: (file: ProbedFile) => Promise<T>) => {
    const [file] = filesOf(role)
    return file === undefined ? null : await read(file)
  }
  const renames = await optional('renames', (file) => readRenames(file, context))
  const allRenames = joinedRenames(options.knownRenames ?? [], renames ?? [])
  const prices = await readPrices(filesOf('prices'), context, allRenames)
  const known = new Set([...prices.prices.assets, ...(options.knownAssets ?? [])])
  const labels = { ...context, aliases: prices.aliases, known }
  return {
    renames,
    prices,
    membership: await optional('membership', (file) => readMembership(file, labels)),
    sectors: await optional('sectors', (file) => readSectors(file, labels)),
    supplied: await optional('characteristics', (file) => readCharacteristics(file, labels)),
    factors: await optional('factors', (file) => readFactors(file, context, options.knownFactors)),
  }
}

function toMarketFiles(db: DuckDb, { hash, sources }: ProbedFiles, read: FilesRead): MarketFiles {
  const { prices, membership, sectors, supplied, factors, renames } = read
  const rows = rowCounts(read)
  return {
    hash,
    sources,
    prices: prices.prices,
    membership,
    sectors,
    characteristics: supplied?.names ?? null,
    renames: renames ?? [],
    factors: factors?.names ?? null,
    files: sources.map(({ file, role, sha256 }, k) => ({ file, role, rows: rows[k] ?? 0, sha256 })),
    found: [...prices.found, ...(supplied?.found ?? []), ...(factors?.found ?? [])],
    locate: prices.locate,
    connection: db.connection,
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  }
}

/** Rows of each file, in the order of `probeFiles`. */
function rowCounts({ prices, membership, sectors, supplied, renames, factors }: FilesRead) {
  const others = [
    membership?.length,
    sectors?.length,
    supplied?.rows,
    renames?.length,
    factors?.rows,
  ]
  return [...prices.rows, ...others.filter((count) => count !== undefined)]
}

const FURTHEST_ZONE_MS = 14 * 3_600_000

function contextOf(
  { connection }: DuckDb,
  { mapping = {}, format = {}, today, onProgress }: ReadOptions,
): ReadContext {
  const latest = toIsoDate(Date.now() + FURTHEST_ZONE_MS)
  return { connection, mapping, format, today: today ?? latest, onProgress }
}
