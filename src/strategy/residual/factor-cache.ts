import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { sha256 } from '../../lib/hash.js'

/** K factors of a date over the m assets that they cover. */
export interface CoveredFactors {
  /** `[m]` ascending indices into the date's universe. */
  readonly places: Int32Array
  /** `[K, m]`, their signs as the solver left them. */
  readonly weights: Float32Array
  /** `[K, m]` */
  readonly betas: Float32Array
}

/** Factors of one month's dates, each under the digest of all that it was computed from. */
export type FactorMonth = Map<string, CoveredFactors>

const MAGIC = 'residua-factors 1'

/**
 * Factors kept in `<folder>/<month>.factors`: a line of magic, the SHA-256 of the rest, a line of
 * JSON, the arrays. Written beside and renamed, so that a file is whole or absent; one that is damaged
 * counts as absent. Who writes last wins: what the other wrote is computed again. The folder may be
 * deleted at any time.
 */
export function readMonth(folder: string, month: string): FactorMonth {
  try {
    return decode(readFileSync(path(folder, month)))
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return new Map()
    throw thrown
  }
}

export function writeMonth(folder: string, month: string, factors: FactorMonth): void {
  const target = path(folder, month)
  const beside = `${target}.${process.pid}.${sha256(String(Math.random())).slice(0, 8)}.tmp`
  mkdirSync(dirname(target), { recursive: true })
  try {
    writeFileSync(beside, encode(factors))
    renameSync(beside, target)
  } catch (thrown) {
    rmSync(beside, { force: true })
    throw thrown
  }
}

function path(folder: string, month: string): string {
  return join(folder, `${month}.factors`)
}

interface Entry {
  readonly digest: string
  readonly covered: number
  readonly factorCount: number
}

function encode(factors: FactorMonth): Buffer {
  const entries = Array.from(factors, ([digest, { places, weights }]): Entry => {
    const covered = places.length
    return { digest, covered, factorCount: covered === 0 ? 0 : weights.length / covered }
  })
  const arrays = Array.from(factors.values()).flatMap(({ places, weights, betas }) =>
    [places, weights, betas].map((array) =>
      Buffer.from(array.buffer, array.byteOffset, array.byteLength),
    ),
  )
  const body = Buffer.concat([Buffer.from(`${JSON.stringify(entries)}\n`), ...arrays])
  return Buffer.concat([Buffer.from(`${MAGIC}\n${sha256(body)}\n`), body])
}

function decode(file: Buffer): FactorMonth {
  const start = MAGIC.length + 64 + 2
  const body = file.subarray(start)
  if (file.toString('latin1', 0, start) !== `${MAGIC}\n${sha256(body)}\n`) return new Map()
  const end = body.indexOf('\n')
  const entries = JSON.parse(body.toString('utf8', 0, end)) as Entry[] // ours: the sum is right
  let at = end + 1
  const take = (count: number) => {
    const bytes = new Uint8Array(4 * count)
    bytes.set(body.subarray(at, at + 4 * count))
    at += 4 * count
    return bytes.buffer
  }
  return new Map(
    entries.map(({ digest, covered, factorCount }) => [
      digest,
      {
        places: new Int32Array(take(covered)),
        weights: new Float32Array(take(factorCount * covered)),
        betas: new Float32Array(take(factorCount * covered)),
      },
    ]),
  )
}
