/** A file of an inbox. */
export interface ListedFile {
  readonly name: string
  readonly bytes: number
  /** When it was last written; null where the source does not tell. */
  readonly modifiedAt: Date | null
}

/** Where daily files come from. */
export interface FileSource {
  /** The address as the user wrote it, for messages. */
  readonly place: string
  /** Files with the name of a complete upload, sorted by name. */
  list(): Promise<ListedFile[]>
  /** Copies a file to `path`; false where it is still being written, or was removed. */
  fetch(file: ListedFile, path: string): Promise<boolean>
}

const PRICE_FILE = /\.(csv|csv\.gz|parquet)$/i

/** By convention, names of unfinished uploads have another ending, or begin with a dot or `~`. */
export function isFinishedName(name: string): boolean {
  return PRICE_FILE.test(name) && !/^[.~]/.test(name)
}

export function byName(files: readonly ListedFile[]): ListedFile[] {
  return [...files].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}
