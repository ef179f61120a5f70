import { join } from 'node:path'
import { bytesOf, readSummed, writeSummed } from '../../lib/summed-file.js'

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
 * Factors kept in `<folder>/<month>.factors`, a summed file: a line of JSON, the arrays. One that is
 * damaged counts as absent. Of two writers the last one wins: what the other wrote is computed again.
 * The folder may be deleted at any time.
 */
export function readMonth(folder: string, month: string): FactorMonth {
  const body = readSummed(path(folder, month), MAGIC)
  return typeof body === 'string' ? new Map() : decode(body)
}

export function writeMonth(folder: string, month: string, factors: FactorMonth): void {
  writeSummed(path(folder, month), MAGIC, encode(factors))
}

function path(folder: string, month: string): string {
  return join(folder, `${month}.factors`)
}

interface Entry {
  readonly digest: string
  readonly covered: number
  readonly factorCount: number
}

function encode(factors: FactorMonth): Uint8Array[] {
  const entries = Array.from(factors, ([digest, { places, weights }]): Entry => {
    const covered = places.length
    return { digest, covered, factorCount: covered === 0 ? 0 : weights.length / covered }
  })
  const arrays = Array.from(factors.values()).flatMap(({ places, weights, betas }) =>
    [places, weights, betas].map(bytesOf),
  )
  return [Buffer.concat([Buffer.from(`${JSON.stringify(entries)}\n`), ...arrays])]
}

function decode(body: Buffer): FactorMonth {
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
