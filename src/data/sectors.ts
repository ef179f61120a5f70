import { UserError } from '../lib/errors.js'
import { at } from './file-source/explain.js'
import type { ProbedFile } from './file-source/probe.js'
import type { TextRow } from './file-source/table.js'

/** What a sector file says of an asset, whatever the date. */
export interface SectorLabel {
  readonly symbol: string
  readonly name: string | null
  readonly sector: string | null
}

/** Labels of the rows of a sector file, one for each symbol. */
export function toSectors(file: ProbedFile, rows: readonly TextRow[]): SectorLabel[] {
  const lineOf = new Map<string, number>()
  return rows.map(({ line, values: { symbol, name, sector } }) => {
    if (symbol === '') {
      throw new UserError(`${at(file, line)}, column symbol: no symbol; every row needs one`)
    }
    const before = lineOf.get(symbol)
    if (before !== undefined) {
      throw new UserError(
        `${at(file, line)}, column symbol: "${symbol}" was given already on line ${before}; ` +
          'keep one label for each symbol',
      )
    }
    lineOf.set(symbol, line)
    return { symbol, name: name || null, sector: sector || null }
  })
}
