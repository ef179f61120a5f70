/** Pairs of the elements of two lists of the same length. */
export function zip<A, B>(a: readonly A[], b: readonly B[]): (readonly [A, B])[] {
  if (a.length !== b.length) throw new Error(`lists of ${a.length} and ${b.length} do not pair up`)
  return a.map((value, index) => [value, b[index] as B] as const) // the lengths are equal
}
