/** Computes a value when it is first asked for, and once. */
export function onDemand<T>(compute: () => T): () => T {
  let answer: { readonly value: T } | undefined
  return () => {
    answer ??= { value: compute() }
    return answer.value
  }
}
