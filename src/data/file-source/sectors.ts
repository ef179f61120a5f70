import { UserError } from '../../lib/errors.js'
import type { SectorLabel } from '../sectors.js'
import type { ProbedFile } from './bytes/probe.js'
import { placeText } from './explain.js'
import type { TextRow } from './text-rows.js'

/** Labels of the rows of a sector file, one for each symbol. */
export function toSectors(file: ProbedFile, rows: readonly TextRow[]): SectorLabel[] {
  const lineOf = new Map<string, number>()
  return rows.map(({ line, values: { symbol = '', name, sector } }) => {
    if (symbol === '') {
      throw new UserError(`${placeText(file, line)}, column symbol: no symbol; every row needs one`)
    }
    const before = lineOf.get(symbol)
    if (before !== undefined) {
      throw new UserError(
        `${placeText(file, line)}, column symbol: "${symbol}" was given already on line ${before}; ` +
          'keep one label for each symbol',
      )
    }
    lineOf.set(symbol, line)
    return { symbol, name: name || null, sector: sector || null }
  })
}
