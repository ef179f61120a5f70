/** Trading dates of a month: a large step. */
const MONTH = 21

/** Where a key leads to from an index of `0 … last`; undefined where the key is of no matter. */
export function steppedIndex(key: string, index: number, last: number): number | undefined {
  const targets: Readonly<Record<string, number>> = {
    ArrowLeft: index - 1,
    ArrowDown: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index + 1,
    PageDown: index - MONTH,
    PageUp: index + MONTH,
    Home: 0,
    End: last,
  }
  const target = targets[key]
  return target === undefined ? undefined : Math.max(0, Math.min(last, target))
}
