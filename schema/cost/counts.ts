const PAGE_CAP = 1000

/** Rows of a page. One that is too long is refused where it is read, and costs nothing. */
export function pageOf(first: unknown): number {
  return typeof first === 'number' && first > PAGE_CAP ? 0 : atMost(first, PAGE_CAP)
}

/** A count that was asked for, as far as there is that much. */
export function atMost(asked: unknown, available: number): number {
  return typeof asked === 'number' && asked >= 0 ? Math.min(asked, available) : available
}

export function countOf(list: unknown): number | undefined {
  return Array.isArray(list) ? list.length : undefined
}
