/** A file that lies in a watched place. */
export interface ListedFile {
  readonly name: string
  readonly bytes: number
  /** When it was last written, as far as the place says. */
  readonly modifiedAt: Date | null
}

/** Where daily files come from. */
export interface FileSource {
  /** As the user wrote it, for messages. */
  readonly place: string
  /** Whole files that somebody may have finished writing, by name. */
  list(): Promise<ListedFile[]>
  /** Copies a file to `path`; false where it is still being written, or gone. */
  fetch(file: ListedFile, path: string): Promise<boolean>
}

const PRICE_FILE = /\.(csv|csv\.gz|parquet)$/i

/** Names that uploads in progress have by custom end otherwise, or begin with a dot or `~`. */
export function isFinishedName(name: string): boolean {
  return PRICE_FILE.test(name) && !/^[.~]/.test(name)
}

export function byName(files: readonly ListedFile[]): ListedFile[] {
  return [...files].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}
