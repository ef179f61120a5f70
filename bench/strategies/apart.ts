import { existsSync, readFileSync } from 'node:fs'
import { boundsIn, numberIn, sectionIn, tablesIn } from '../_util/read-markdown.js'
import { type ApartFigures, FRONT_TITLES } from './estimate.js'
import { DOW_MARKER } from './plan.js'

/**
 * What the page's part on the Dow 30 printed of 2021–2024: its store may be another one. Null where the part
 * is not written yet.
 */
export function printedApart(file: string): ApartFigures | null {
  const text = existsSync(file) ? sectionIn(readFileSync(file, 'utf8'), DOW_MARKER) : null
  return text === null ? null : apartFigures(text)
}

export function apartFigures(text: string): ApartFigures | null {
  const front = tablesIn(text).find(({ titles }) => titles.includes(FRONT_TITLES.apart))
  if (!front) return null
  const column = front.titles.indexOf(FRONT_TITLES.apart)
  return new Map(
    front.rows.flatMap((cells) => {
      const [label = '', value = '', bounds = ''] = [cells[0], cells[column], cells[column + 1]]
      const known = numberIn(value)
      const { low = null, high = null } = boundsIn(bounds) ?? {}
      return known === null ? [] : [[label, { value: known, low, high }]]
    }),
  )
}
