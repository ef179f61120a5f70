/** Values over the asset axis as they are stored: missing is null (or NaN), and so is a short tail. */
export type AxisValues = ArrayLike<number | null | undefined>

export function isMissing(value: number | null | undefined): value is null | undefined {
  return value === null || value === undefined || Number.isNaN(value)
}
