import type { WeightFragment } from '../../../api/operations.js'
import { count, fixed } from '../../../text/format.js'

export type Book = readonly WeightFragment[]

export interface SectorExposure {
  readonly label: string
  readonly net: number
  readonly gross: number
}

/** The positions of one side, the largest first. */
export function sided(book: Book, sign: 1 | -1): Book {
  return book
    .filter(({ weight }) => weight * sign > 0)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
}

const total = (rows: Book) => rows.reduce((sum, { weight }) => sum + weight, 0)

export function exposures(long: Book, short: Book): string {
  const [up, down] = [total(long), total(short)]
  return `Gross exposure ${fixed(up - down)}, net ${fixed(up + down)}: ${count(long.length)} long ${fixed(up)}, ${count(short.length)} short ${fixed(down)}.`
}

/** Exposure of each sector, the largest first. */
export function bySector(book: Book): SectorExposure[] {
  const sectors = new Map<string, SectorExposure>()
  for (const { asset, weight } of book) {
    const label = asset.sector ?? 'No sector'
    const { net, gross } = sectors.get(label) ?? { net: 0, gross: 0 }
    sectors.set(label, { label, net: net + weight, gross: gross + Math.abs(weight) })
  }
  return [...sectors.values()].sort((a, b) => b.gross - a.gross)
}
