/** One asset as an agent sees it: n dates on which it decides. */
export interface AgentMarket {
  /** Numbers of a row of `inputs`, w. */
  readonly width: number
  /** `[n, w]`, row t known before the trade of t. */
  readonly inputs: Float32Array
  /** `[n + 1]`: the trade of t is done at price t, and its reward is known at price t + 1. */
  readonly prices: Float64Array
}

export function dateCount({ prices }: AgentMarket): number {
  return prices.length - 1
}

/** What a network reads: the inputs, and whether shares are held. */
export function observationWidth({ width }: Pick<AgentMarket, 'width'>): number {
  return width + 1
}

/** Writes the observation of a row into `into` from `offset` on. */
export function writeObservation(
  { inputs, width }: AgentMarket,
  { row, holds }: { readonly row: number; readonly holds: boolean },
  into: Float32Array,
  offset = 0,
): void {
  into.set(inputs.subarray(row * width, (row + 1) * width), offset)
  into[offset + width] = Number(holds)
}
