import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { DuckDBBlobValue, type DuckDBConnection, DuckDBTimestampTZValue } from '@duckdb/node-api'
import { first } from '../../lib/at.js'
import { toError, UnavailableError, UserError } from '../../lib/errors.js'
import { literal, openDuckDb } from '../duckdb.js'
import { byName, type FileSource, isFinishedName, type ListedFile } from './source.js'

/** Credentials and address of an S3-compatible store. */
interface S3Access {
  readonly keyId: string
  readonly secret: string
  readonly region?: string
  /** Host of a store that is not Amazon's, e.g. `minio.example:9000`. */
  readonly endpoint?: string
}

export interface RemoteOptions {
  readonly s3?: S3Access | null
  /** The dates that are requested from an address with `{date}`. */
  readonly dates?: readonly string[]
}

/** Whether a source is an address that DuckDB reads, and not a folder. */
export function isRemote(source: string): boolean {
  return /^(s3|https?):\/\//.test(source)
}

/**
 * Files of a bucket (`s3://bucket/prefix/`), or at addresses with a date in them
 * (`https://vendor.example/prices-{date}.csv`), read by DuckDB's httpfs. A store lists only complete
 * objects, so none is checked twice.
 */
export function remoteSource(source: string, { s3, dates = [] }: RemoteOptions = {}): FileSource {
  assertManyFiles(source)
  const within = async <T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> => {
    await using db = await openDuckDb()
    await loadHttpfs(db.connection)
    if (s3) await db.connection.run(secretOf(s3))
    return await work(db.connection)
  }
  return {
    place: source,
    list: () =>
      within(async (connection) => {
        if (!source.startsWith('s3://')) return await atAddresses(connection, source, dates)
        const found = await listed(connection, `${source.replace(/\/?$/, '/')}*`)
        return byName(found.filter(({ name }) => isFinishedName(name)))
      }),
    fetch: (file, path) =>
      within(async (connection) => {
        const content = await contentOf(connection, addressOf(source, file.name, dates))
        if (content.byteLength !== file.bytes) return false
        await writeFile(path, content)
        return true
      }),
  }
}

function assertManyFiles(source: string): void {
  if (source.startsWith('s3://') || source.includes('{date}')) return
  throw new UserError(
    `inbox.source ${source} names one file: write {date} in place of its date, e.g. ` +
      'https://vendor.example/prices-{date}.csv',
  )
}

function addressOf(source: string, name: string, dates: readonly string[]): string {
  if (source.startsWith('s3://')) return `${source.replace(/\/?$/, '/')}${name}`
  const date = dates.find((one) => basename(source.replaceAll('{date}', one)) === name)
  return source.replaceAll('{date}', date ?? '')
}

/** The extension is not downloaded: a server that may access a bucket need not access DuckDB's site. */
async function loadHttpfs(connection: DuckDBConnection): Promise<void> {
  await connection.run('load httpfs').catch((thrown: unknown) => {
    throw new UserError(
      "DuckDB's extension httpfs is not installed here, and s3:// and https:// sources need it: " +
        'run `INSTALL httpfs` once in a DuckDB of the same version on this machine, or mount the ' +
        'bucket and name the folder as inbox.source',
      { cause: thrown },
    )
  })
}

function secretOf({ keyId, secret, region, endpoint }: S3Access): string {
  const parts = [`type s3`, `key_id ${literal(keyId)}`, `secret ${literal(secret)}`]
  if (region) parts.push(`region ${literal(region)}`)
  if (endpoint) parts.push(`endpoint ${literal(endpoint)}`, `url_style 'path'`)
  return `create temporary secret inbox (${parts.join(', ')})`
}

async function listed(connection: DuckDBConnection, pattern: string): Promise<ListedFile[]> {
  const query = `select filename, size, last_modified from read_blob(${literal(pattern)})`
  const reader = await connection.runAndReadAll(query).catch((thrown: unknown) => {
    // An empty prefix is a day without files, not an error.
    if (/no files found/i.test(toError(thrown).message)) return null
    throw unreachable(pattern, thrown)
  })
  return (reader?.getRows() ?? []).map(([filename, size, modified]) => ({
    name: basename(String(filename)),
    bytes: Number(size),
    modifiedAt:
      modified instanceof DuckDBTimestampTZValue ? new Date(Number(modified.micros / 1000n)) : null,
  }))
}

async function atAddresses(
  connection: DuckDBConnection,
  source: string,
  dates: readonly string[],
): Promise<ListedFile[]> {
  const found: ListedFile[] = []
  for (const date of dates) {
    const address = source.replaceAll('{date}', date)
    const here = await listed(connection, address).catch((thrown: unknown) => {
      if (/404|not found/i.test(toError(thrown).message)) return []
      throw thrown
    })
    found.push(...here)
  }
  return found
}

async function contentOf(connection: DuckDBConnection, address: string): Promise<Uint8Array> {
  const query = `select content from read_blob(${literal(address)})`
  const reader = await connection.runAndReadAll(query).catch((thrown: unknown) => {
    throw unreachable(address, thrown)
  })
  const [content] = first(reader.getRows())
  if (content instanceof DuckDBBlobValue) return content.bytes
  throw new UnavailableError(`${address} returned no bytes; try again`)
}

function unreachable(address: string, thrown: unknown): UnavailableError {
  const [line] = toError(thrown).message.split('\n')
  return new UnavailableError(`${address} cannot be read: ${line}`, { cause: thrown })
}
