/**
 * Scalars within arguments or variables, counted up to `most`: a list takes time to coerce and to look up
 * before anything is answered.
 */
export function scalarsIn(value: unknown, most: number): number {
  if (value === null || typeof value !== 'object') return 1
  let count = 0
  for (const inner of Object.values(value)) {
    count += scalarsIn(inner, most - count)
    if (count > most) break
  }
  return count
}
