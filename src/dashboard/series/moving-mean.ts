/** Mean of the values known among the last `count`; null until so many have passed. */
export function movingMean(values: readonly (number | null)[], count: number): (number | null)[] {
  let [sum, known] = [0, 0]
  const add = (value: number | null | undefined, sign: 1 | -1) => {
    if (value === null || value === undefined) return
    sum += sign * value
    known += sign
  }
  return values.map((value, t) => {
    add(value, 1)
    if (t >= count) add(values[t - count], -1)
    return t + 1 < count || known === 0 ? null : sum / known
  })
}
