import type { ColumnStore, KeptColumn } from './column-store.js'
import type { ComputedSource } from './sources.js'

/** Bytes of columns that stay in memory where the store keeps them too. */
const MOST_BYTES = 384 * 2 ** 20

/** Keeps nothing. */
const NO_STORE: ColumnStore = { read: () => null, write: () => false }

/**
 * A store of columns of `rowCount` rows in front of another. Columns stay in memory as far as `bytes` reach, so
 * that each is read once; those that the other store could not keep stay there in any case.
 */
export function cachedColumns(
  store: ColumnStore = NO_STORE,
  rowCount: number,
  bytes = MOST_BYTES,
): ColumnStore {
  const columns = new Map<ComputedSource, KeptColumn>()
  let free = bytes
  const hold = (source: ComputedSource, column: KeptColumn, isKept: boolean): void => {
    free += columns.get(source)?.values.byteLength ?? 0
    columns.delete(source)
    if (isKept && column.values.byteLength > free) return
    columns.set(source, column)
    free -= column.values.byteLength
  }
  return {
    read(source) {
      const known = columns.get(source)
      if (known) return known
      const kept = store.read(source)
      if (kept) hold(source, kept, true)
      return kept
    },
    write(source, values) {
      hold(source, { rows: rowCount, values }, store.write(source, values))
      return true
    },
  }
}
