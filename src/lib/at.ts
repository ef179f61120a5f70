/** The element at `index`, counted from the end where it is negative; throws where there is none. */
export function at<T>(values: ArrayLike<T>, index: number): T {
  const value = values[index < 0 ? values.length + index : index]
  if (value === undefined) throw new Error(`no element ${index} in a list of ${values.length}`)
  return value
}

/** The first element of a list that is not empty. */
export function first<T>(values: ArrayLike<T>): T {
  return at(values, 0)
}

/** The last element of a list that is not empty. */
export function last<T>(values: ArrayLike<T>): T {
  return at(values, -1)
}
