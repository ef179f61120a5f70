import { at } from '../../src/lib/at.js'

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return at(sorted, Math.min(sorted.length - 1, Math.floor(q * sorted.length)))
}
