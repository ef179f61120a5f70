import { type MarkdownTable, numberIn, tablesIn } from '../../bench/_util/read-markdown.js'

/** A line of the table of every method, at one lag. */
export interface MethodFigures {
  readonly grossSharpe: string
  readonly netSharpe: string
  readonly netError: string
  readonly hedgedSharpe: string
  readonly turnover: string
}

/** The first table of a page's part. */
export function frontTableIn(text: string): MarkdownTable | undefined {
  return tablesIn(text).find(
    ({ titles }) => titles.includes('deflated') && titles.includes('hours'),
  )
}

export function tableUnder(text: string, heading: string): MarkdownTable {
  const found = tablesIn(text).find((table) => table.heading.startsWith(heading))
  if (found) return found
  throw new Error(`the page has no table under ${heading}`)
}

/** Of every method, by label: at lag 0 and at lag 1. */
export function methodsIn(text: string): Map<string, readonly [MethodFigures, MethodFigures]> {
  const { titles, rows } = tableUnder(text, 'Every method at 5 bp')
  const turnover = titles.indexOf('turnover')
  const figures = (cells: readonly string[]): MethodFigures => ({
    grossSharpe: cells[2],
    netSharpe: cells[4],
    netError: cells[5],
    hedgedSharpe: cells[6],
    turnover: cells[turnover],
  })
  const now = rows.filter(([, lag]) => lag === '0')
  const late = rows.filter(([, lag]) => lag === '1')
  return new Map(now.map((cells, n) => [cells[0], [figures(cells), figures(late[n])]]))
}

/** Where the first table of a part and its long tables print other figures of the same. */
export function frontDisagreements(text: string): string[] {
  const front = frontTableIn(text)
  if (!front) return ['the part has no first table']
  const methods = methodsIn(text)
  const later = new Map(tableUnder(text, 'The same without').rows.map((cells) => [cells[0], cells]))
  return front.rows.flatMap(
    ([label, all, , without, interval, , , netLate, turnover, deflated]) => {
      if (all === 'not computed yet') return methods.has(label) ? [`${label} is computed`] : []
      const [now, late] = methods.get(label) ?? []
      const cells = later.get(label)
      if (!now || !late || !cells) return [`${label} is in no long table`]
      const pairs = [
        [all, late.hedgedSharpe],
        [without, cells[6]],
        [interval, cells[8]],
        [netLate, late.netSharpe],
        [turnover, now.turnover],
      ]
      const known = deflated === '–' || (Number(deflated) >= 0 && Number(deflated) <= 1)
      return [
        ...pairs.flatMap(([a, b]) => (a === b ? [] : [`${label}: ${a} and ${b}`])),
        ...(known ? [] : [`${label}: deflated ${deflated}`]),
      ]
    },
  )
}

/** The ratios that a picture of the first page shows, by label: read off its own axis. */
export function ratiosDrawn(svg: string): Map<string, { all?: number; apart?: number }> {
  const ticks = [...svg.matchAll(/x="([\d.]+)" y="\d+" text-anchor="middle">(−?[\d.]+)</g)]
  const [first, last] = [ticks[0], ticks[ticks.length - 1]].map(([, x, text]) => ({
    x: Number(x),
    value: numberIn(text) ?? Number.NaN,
  }))
  const valueAt = (x: number) =>
    first.value + ((x - first.x) / (last.x - first.x)) * (last.value - first.value)
  const drawn = new Map<string, { all?: number; apart?: number }>()
  let label = ''
  for (const line of svg.split('\n')) {
    const [, name] = /text-anchor="end">([^<]+)<\/text>/.exec(line) ?? []
    if (name !== undefined && !line.includes('class=')) {
      label = name
      drawn.set(label, {})
    }
    const [, kind, x] = /circle class="(all|apart)" cx="([\d.]+)"/.exec(line) ?? []
    const marks = drawn.get(label)
    if (marks && (kind === 'all' || kind === 'apart')) marks[kind] = valueAt(Number(x))
  }
  return drawn
}
