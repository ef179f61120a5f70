import { createHash } from 'node:crypto'
import type { SplitResult } from '../../results.js'

/**
 * A date of a result over the dataset's asset axis. Every vector is as long as the axis, NaN where
 * the asset is not in the universe (of returns and residuals: or missing).
 */
export interface AxisDay {
  readonly date: string
  readonly assetWeights: Float32Array
  /** Rows by factor; made when asked for, as they are large. */
  factorWeights(): Float32Array[]
  betas(): Float32Array[]
  /** Rows by factor, over the characteristics. */
  characteristicLoads(): Float32Array[]
  readonly realised: {
    readonly returns: Float64Array
    readonly factorReturns: Float32Array
    /** Empty where there are no factors. */
    readonly residuals: Float32Array
  } | null
  /** Digests: equal where everything decided, or realised, is bit-identical. */
  readonly decidedHash: string
  readonly realisedHash: string | null
}

/** The days of a result moved to the axis; `positions[i]` is where `result.assets[i]` stands on it. */
export function toAxisDays(result: SplitResult, positions: Int32Array): AxisDay[] {
  const length = positions.reduce((longest, position) => Math.max(longest, position + 1), 0)
  return result.days.map((day) => {
    const { date, universe, realised } = day
    const n = universe.length
    const place = <A extends Float32Array | Float64Array>(row: A, values: A): A => {
      row.fill(Number.NaN)
      for (let i = 0; i < n; i++) row[positions[universe[i]]] = values[i]
      return row
    }
    const rows = (values: Float32Array) =>
      Array.from({ length: result.factorCount }, (_, k) =>
        place(new Float32Array(length), values.subarray(k * n, (k + 1) * n)),
      )
    const assetWeights = place(new Float32Array(length), day.assetWeights)
    const [factorWeights, betas] = [() => rows(day.factorWeights), () => rows(day.betas)]
    const placed = realised && {
      returns: place(new Float64Array(length), realised.returns),
      factorReturns: realised.factorReturns,
      residuals:
        result.factorCount > 0
          ? place(new Float32Array(length), realised.residuals)
          : realised.residuals,
    }
    return {
      date,
      assetWeights,
      factorWeights,
      betas,
      characteristicLoads: () => split(day.characteristicLoads, result.factorCount),
      realised: placed,
      decidedHash: digest([assetWeights, ...factorWeights(), ...betas(), day.characteristicLoads]),
      realisedHash: placed && digest([placed.returns, placed.factorReturns, placed.residuals]),
    }
  })
}

function split(values: Float32Array, rowCount: number): Float32Array[] {
  const width = values.length / rowCount
  return Array.from({ length: rowCount }, (_, k) => values.subarray(k * width, (k + 1) * width))
}

/** A short tail is missing, so vectors that differ in it alone are equal. */
function digest(vectors: readonly (Float32Array | Float64Array)[]): string {
  const hash = createHash('sha256')
  for (const vector of vectors) {
    let end = vector.length
    while (end > 0 && Number.isNaN(vector[end - 1])) end--
    const { buffer, byteOffset, BYTES_PER_ELEMENT } = vector
    hash.update(`${end},`)
    hash.update(new Uint8Array(buffer, byteOffset, end * BYTES_PER_ELEMENT))
  }
  return hash.digest('base64')
}
