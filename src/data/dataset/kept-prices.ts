import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { toError } from '../../lib/errors.js'
import { canonicalJson, sha256 } from '../../lib/hash.js'
import { sharedFloat64, sharedInt32 } from '../../lib/shared-arrays.js'
import { bytesOf, readSummed, writeSummed } from '../../lib/summed-file.js'
import { FIELDS, type Prices } from '../prices.js'
import { type DatasetManifest, KEPT_FOLDER, previousFolder } from './folder.js'

/** Where prices are kept, and of which files. */
export interface KeptPrices {
  readonly folder: string
  readonly manifest: DatasetManifest
  readonly log: (line: string) => void
}

/** The first line of the part that names the axes; its values are the cells that have a row. */
type Axes = Pick<Prices, 'dates' | 'assets'>

const MAGIC = 'residua-prices 1'
const AXES = 'axes'

/**
 * The prices of a dataset's folder as they were read from its Parquet files before: one summed file for the
 * axes and the cells that have a row, and one for each field with the values of those cells. Null where a
 * part is missing, damaged, or of other Parquet files.
 */
export function readKeptPrices(kept: KeptPrices): Prices | null {
  const axes = readPart(kept, AXES)
  if (!axes) return null
  const { dates, assets } = JSON.parse(axes.line) as Axes // written by writeKeptPrices alone
  const count = dates.length * assets.length
  const cells = new Int32Array(axes.values)
  const fields: [string, Float64Array][] = []
  for (const field of FIELDS) {
    const part = readPart(kept, field)
    if (!part) return null
    fields.push([field, spread(new Float64Array(part.values), cells, count)])
  }
  const prices = Object.fromEntries(fields) as Pick<Prices, (typeof FIELDS)[number]>
  return { dates, assets, ...prices, row: sharedInt32(count) }
}

/** Writes the parts, and removes those of the versions before. */
export function writeKeptPrices(kept: KeptPrices, { dates, assets, ...prices }: Prices): void {
  const cells = cellsWithRow(prices.adjClose)
  const axes: Axes = { dates, assets }
  try {
    for (const field of FIELDS) {
      writePart(kept, field, field, gathered(prices[field], cells))
    }
    writePart(kept, AXES, JSON.stringify(axes), cells)
    removeBefore(kept.folder)
  } catch (thrown) {
    kept.log(`prices could not be kept: ${toError(thrown).message}`)
  }
}

interface Part {
  readonly line: string
  readonly values: ArrayBuffer
}

/** A part is a line with the digest of the Parquet files, a line of its own, and values. */
function readPart({ folder, manifest, log }: KeptPrices, name: string): Part | null {
  const path = partPath(folder, name)
  const body = readSummed(path, MAGIC)
  if (body === 'absent') return null
  if (body === 'damaged') {
    log(`${path} cannot be used (its SHA-256 differs): prices are read from the Parquet files`)
    return null
  }
  const end = body.indexOf('\n')
  if (body.toString('latin1', 0, end) !== digestOf(manifest)) return null
  const start = body.indexOf('\n', end + 1) + 1
  const values = new Uint8Array(body.subarray(start)) // begins at a word, as the body need not
  return { line: body.toString('utf8', end + 1, start), values: values.buffer }
}

function writePart(
  { folder, manifest }: KeptPrices,
  name: string,
  line: string,
  values: Float64Array | Int32Array,
): void {
  const head = Buffer.from(`${digestOf(manifest)}\n${line}\n`)
  writeSummed(partPath(folder, name), MAGIC, [head, bytesOf(values)])
}

function partPath(folder: string, name: string): string {
  return join(folder, KEPT_FOLDER, `${name}.prices`)
}

function removeBefore(folder: string): void {
  for (let at = previousFolder(folder); at !== null; at = previousFolder(at)) {
    if (!existsSync(partPath(at, AXES))) continue
    for (const name of [AXES, ...FIELDS]) rmSync(partPath(at, name), { force: true })
    return
  }
}

/** Of the Parquet files with the prices; empty for folders of earlier releases, which keep no hashes. */
function digestOf({ files = {} }: DatasetManifest): string {
  const prices = Object.entries(files).filter(([name]) => name.startsWith('prices-'))
  return sha256(canonicalJson(Object.fromEntries(prices)))
}

function cellsWithRow(adjClose: Float64Array): Int32Array {
  let count = 0
  for (const value of adjClose) if (!Number.isNaN(value)) count++
  const cells = new Int32Array(count)
  let at = 0
  for (let cell = 0; cell < adjClose.length; cell++) {
    if (!Number.isNaN(adjClose[cell])) cells[at++] = cell
  }
  return cells
}

function gathered(dense: Float64Array, cells: Int32Array): Float64Array {
  const values = new Float64Array(cells.length)
  for (let k = 0; k < cells.length; k++) values[k] = dense[cells[k] ?? 0] ?? Number.NaN
  return values
}

function spread(values: Float64Array, cells: Int32Array, count: number): Float64Array {
  const dense = sharedFloat64(count).fill(Number.NaN)
  for (let k = 0; k < cells.length; k++) dense[cells[k] ?? 0] = values[k] ?? Number.NaN
  return dense
}
