/** A list of objects whose fields are JSON text by column: its rows are written without being parsed. */
export class PrintedRows {
  readonly length: number
  readonly #columns: ReadonlyMap<string, string>

  /** Of each field the JSON of its values, between commas; no value holds a comma. */
  constructor(length: number, columns: ReadonlyMap<string, string>) {
    this.length = length
    this.#columns = columns
  }

  /** JSON of a field in each row; undefined where the field was not printed. */
  cells(field: string): readonly string[] | undefined {
    return this.#columns.get(field)?.split(',')
  }

  /** The rows as objects, for an executor that completes lists one by one. */
  *[Symbol.iterator](): Generator<Readonly<Record<string, unknown>>> {
    const columns = [...this.#columns].map(
      ([field, text]) => [field, JSON.parse(`[${text}]`) as unknown[]] as const,
    )
    for (let row = 0; row < this.length; row++) {
      yield Object.fromEntries(columns.map(([field, values]) => [field, values[row]]))
    }
  }
}
