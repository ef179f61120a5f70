import { assert } from '../lib/assert.js'

/** The row of a statement that always answers with one. */
export function oneRow<R>({ rows }: { readonly rows: readonly R[] }): R {
  const [row] = rows
  assert(row !== undefined, 'the statement answers with a row')
  return row
}
