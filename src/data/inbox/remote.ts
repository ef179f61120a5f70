import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { DuckDBBlobValue, type DuckDBConnection, DuckDBTimestampTZValue } from '@duckdb/node-api'
import { toError, UnavailableError, UserError } from '../../lib/errors.js'
import { literal, openDuckDb } from '../duckdb.js'
import { byName, type FileSource, isFinishedName, type ListedFile } from './source.js'

/** Where and as whom an S3-compatible store is asked. */
export interface S3Access {
  readonly keyId: string
  readonly secret: string
  readonly region?: string
  /** Host of a store that is not Amazon's, e.g. `minio.example:9000`. */
  readonly endpoint?: string
}

export interface RemoteOptions {
  readonly s3?: S3Access | null
  /** The dates that an address with `{date}` is asked for. */
  readonly dates?: readonly string[]
}

/** Whether a source is an address that DuckDB reads, and not a folder. */
export function isRemote(source: string): boolean {
  return /^(s3|https?):\/\//.test(source)
}

/**
 * Files of a bucket (`s3://bucket/prefix/`), or at addresses with a date in them
 * (`https://vendor.example/prices-{date}.csv`), read by DuckDB's httpfs. A store shows an object
 * whole or not at all, so nothing is looked at twice.
 */
export function remoteSource(source: string, { s3, dates = [] }: RemoteOptions = {}): FileSource {
  if (!source.startsWith('s3://') && !source.includes('{date}')) {
    throw new UserError(
      `inbox.source ${source} names one file: write {date} where its date stands, e.g. ` +
        'https://vendor.example/prices-{date}.csv',
    )
  }
  const addressOf = (name: string): string => {
    if (source.startsWith('s3://')) return `${source.replace(/\/?$/, '/')}${name}`
    const date = dates.find((one) => basename(source.replaceAll('{date}', one)) === name)
    return source.replaceAll('{date}', date ?? '')
  }
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
        const content = await contentOf(connection, addressOf(file.name))
        if (content.byteLength !== file.bytes) return false
        await writeFile(path, content)
        return true
      }),
  }
}

/** Never downloaded here: a server that may reach a bucket need not reach DuckDB's. */
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
  const [[content]] = reader.getRows()
  if (content instanceof DuckDBBlobValue) return content.bytes
  throw new UnavailableError(`${address} answered no bytes; try again`)
}

function unreachable(address: string, thrown: unknown): UnavailableError {
  const [first] = toError(thrown).message.split('\n')
  return new UnavailableError(`${address} cannot be read: ${first}`, { cause: thrown })
}
