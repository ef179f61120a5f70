import { UserError } from '../../../src/lib/errors.js'

const NAME = /^[\p{L}\p{N}]([\p{L}\p{N} ._+&-]{0,62}[\p{L}\p{N}._+&-])?$/u

/** Refuses a name for a new dataset that could not be written in a command, an address or a table. */
export function assertDatasetName(name: string): void {
  if (NAME.test(name) && name === name.normalize('NFC')) return
  throw new UserError(
    `${JSON.stringify(name)} cannot be the name of a dataset: use up to 64 letters, digits, spaces and . _ + & -, ` +
      'the first a letter or digit, e.g. --as sp500',
  )
}

/** The name of a file, as the name of a dataset. */
export function datasetNameOf(file: string): string {
  const base = file.replace(/\.gz$/i, '').replace(/\.(csv|parquet|txt|tsv)$/i, '')
  const name = base.normalize('NFC').replace(/[^\p{L}\p{N}._+&-]+/gu, '-')
  return name
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .replace(/-+$/, '')
    .slice(0, 64)
}
