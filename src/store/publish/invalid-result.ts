import { AppError } from '../../lib/errors.js'
import type { Decision, SplitResult } from '../../results.js'

/** A result that must not be published; the message names split, date and asset. */
export class InvalidResultError extends AppError {
  override readonly name = 'InvalidResultError'
}

export function invalid(
  { split }: { readonly split: { readonly name: string } },
  what: string,
): InvalidResultError {
  return new InvalidResultError(`${split.name} cannot be published: ${what}`)
}

/** The asset at a place of a day's columns. */
export function symbolAt(
  { assets }: Pick<SplitResult, 'assets'>,
  { columns }: Pick<Decision, 'columns'>,
  place: number,
): string {
  return assets[columns[place] ?? -1] ?? `column ${columns[place]}`
}
