import type { DailyCodes } from './usage.js'

/**
 * Share of codes that are the code of the date before, over all assets with a code on both dates; null
 * where there is none.
 */
export function persistenceOf(codes: DailyCodes): number | null {
  let [same, pairs] = [0, 0]
  for (let t = 1; t < codes.length; t++) {
    const [before, now] = [codes[t - 1], codes[t]]
    for (let i = 0; i < Math.min(before.length, now.length); i++) {
      if (Number.isNaN(before[i]) || Number.isNaN(now[i])) continue
      pairs++
      if (before[i] === now[i]) same++
    }
  }
  return pairs === 0 ? null : same / pairs
}
