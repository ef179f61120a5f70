import { type HeldSide, nextSide } from './topk-side.js'

type PortfolioSides = 'long' | 'long-short'

export interface TopKDropSettings {
  /** k ≥ 1: names held on each side. */
  readonly k: number
  /** n, 1 … k: names of a side that may be replaced on a date. */
  readonly n: number
  /** Dates that a name is held before it may be replaced; 1 is no restriction. */
  readonly hold: number
  /** η ≥ 0 of the score `μ − η σ`. */
  readonly riskAversion: number
  readonly sides: PortfolioSides
}

/** Predictions over the universe of a date, `[m]`. */
export interface Predicted {
  /** Ascending columns of the asset axis. */
  readonly columns: Int32Array
  readonly mean: ArrayLike<number>
  readonly risk: ArrayLike<number>
}

export interface Held {
  readonly long: HeldSide
  readonly short: HeldSide
}

export const NOTHING_HELD: Held = { long: new Map(), short: new Map() }

export interface TopKDropStep {
  readonly held: Held
  /** `[m]` over the columns: ±1 / (number of names held), so that `Σ|w| = 1`; 0 without a position. */
  readonly weights: Float32Array<ArrayBuffer>
}

/**
 * TopK-Drop (Qlib's `TopkDropoutStrategy`): the book of a date from its predictions and the previous
 * holdings. Names that left the universe are sold first; then at most n of each side are replaced by
 * better ones (`nextSide`). A name whose score is not finite counts as outside the universe.
 *
 * The short side ranks by `−μ − η σ`. It buys no name that the long side holds, the long side no name
 * that was held short before the date, and each has at most half of the universe.
 */
export function topkDrop(
  predicted: Predicted,
  before: Held,
  settings: TopKDropSettings,
): TopKDropStep {
  const { sides, k, riskAversion } = settings
  const longScores = scoresOf(predicted, (mean, risk) =>
    riskAdjustedScore(mean, risk, riskAversion),
  )
  if (sides === 'long') {
    const long = nextSide(longScores, before.long, { ...settings, places: k })
    return step(predicted.columns, { long, short: new Map() })
  }
  const side = { ...settings, places: Math.min(k, longScores.size >> 1) }
  const shortScores = scoresOf(predicted, (mean, risk) =>
    riskAdjustedScore(-mean, risk, riskAversion),
  )
  const long = nextSide(without(longScores, before.short), before.long, side)
  const short = nextSide(without(shortScores, long), before.short, side)
  return step(predicted.columns, { long, short })
}

/** `3 ⌈k / n⌉`: dates after which the book hardly depends on the holdings before them. */
export function topkDropWarmUp({ k, n }: Pick<TopKDropSettings, 'k' | 'n'>): number {
  return 3 * Math.ceil(k / n)
}

/** `μ − η σ`; the risk has no effect where η is 0. */
export function riskAdjustedScore(mean: number, risk: number, riskAversion: number): number {
  return riskAversion === 0 ? mean : mean - riskAversion * risk
}

/** Finite scores by column. */
function scoresOf(
  { columns, mean, risk }: Predicted,
  score: (mean: number, risk: number) => number,
): ReadonlyMap<number, number> {
  const scores = new Map<number, number>()
  for (let j = 0; j < columns.length; j++) {
    const value = score(mean[j], risk[j])
    if (Number.isFinite(value)) scores.set(columns[j], value)
  }
  return scores
}

function without(scores: ReadonlyMap<number, number>, held: HeldSide): ReadonlyMap<number, number> {
  return new Map([...scores].filter(([column]) => !held.has(column)))
}

function step(columns: Int32Array, held: Held): TopKDropStep {
  const size = 1 / (held.long.size + held.short.size)
  const weights = Float32Array.from(columns, (column) => {
    if (held.long.has(column)) return size
    return held.short.has(column) ? -size : 0
  })
  return { held, weights }
}
