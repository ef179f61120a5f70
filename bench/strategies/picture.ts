import { fixed } from '../../jobs/cli/show/table.js'
import type { Estimate } from './estimate.js'
import type { FrontLine } from './front.js'

const WIDTH = 860
const LEFT = 240
const RIGHT = 24
const TOP = 54
const STEP = 30
const BOTTOM = 34
/** Ratios beyond are drawn at the edge, with their number. */
const [LOW, HIGH] = [-2, 2]

const STYLE = `
    :root { --panel: #ffffff; --text: #1a1d21; --dim: #656b73; --grid: #ecece7; --zero: #a9aaa4; --all: #1b5eb5; --apart: #c8602a }
    @media (prefers-color-scheme: dark) { :root { --panel: #14181c; --text: #e3e6e9; --dim: #8d96a0; --grid: #262c33; --zero: #5d6670; --all: #62a5f2; --apart: #e08a55 } }
    text { font: 13px system-ui, sans-serif; fill: var(--text) }
    .dim { fill: var(--dim) }
    .grid { stroke: var(--grid) }
    .zero { stroke: var(--zero) }
    .all { fill: var(--all); stroke: var(--all) }
    .apart { fill: var(--apart); stroke: var(--apart) }
    text.all, text.apart { stroke: none }
    .title { font-weight: 600 }
    .bar { stroke-width: 2 }`

interface Picture {
  readonly title: string
  /** Of the two marks of a method. */
  readonly all: string
  readonly apart: string
}

/** Hedged net Sharpe ratios at lag 1 with their 95 % intervals, a line a method, as an SVG. */
export function frontPicture(lines: readonly FrontLine[], { title, all, apart }: Picture): string {
  const drawn = lines.filter(({ figures, apart: other }) => {
    return (figures?.all.value ?? null) !== null || (other?.value ?? null) !== null
  })
  const height = TOP + drawn.length * STEP + BOTTOM
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">`,
    `  <style>${STYLE}\n  </style>`,
    `  <rect width="${WIDTH}" height="${height}" rx="6" fill="var(--panel)"/>`,
    `  <text x="16" y="24" class="title">${escaped(title)}</text>`,
    ...legend([
      { name: all, kind: 'all' },
      { name: apart, kind: 'apart' },
    ]),
    ...axis(height),
    ...drawn.flatMap((line, n) => ofMethod(line, TOP + n * STEP + STEP / 2)),
    '</svg>',
    '',
  ].join('\n')
}

type Kind = 'all' | 'apart'

function legend(entries: readonly { readonly name: string; readonly kind: Kind }[]): string[] {
  return entries.flatMap(({ name, kind }, n) => {
    const x = LEFT + n * 230
    return [
      `  <circle class="${kind}" cx="${x}" cy="42" r="4"/>`,
      `  <text class="dim" x="${x + 10}" y="46">${escaped(name)}</text>`,
    ]
  })
}

function axis(height: number): string[] {
  const ticks = Array.from({ length: 2 * (HIGH - LOW) + 1 }, (_, n) => LOW + n / 2)
  return ticks.flatMap((tick) => [
    `  <line class="${tick === 0 ? 'zero' : 'grid'}" x1="${place(tick)}" x2="${place(tick)}" y1="${TOP}" y2="${height - BOTTOM}"/>`,
    `  <text class="dim" x="${place(tick)}" y="${height - 12}" text-anchor="middle">${fixed(tick, 1)}</text>`,
  ])
}

function ofMethod({ label, figures, apart }: FrontLine, y: number): string[] {
  return [
    `  <text x="${LEFT - 12}" y="${y + 4}" text-anchor="end">${escaped(label)}</text>`,
    ...mark(figures?.all ?? null, 'all', y - 5),
    ...mark(apart, 'apart', y + 5),
  ]
}

function mark(estimate: Estimate | null, kind: Kind, y: number): string[] {
  if (!estimate || estimate.value === null) return []
  const { value, low, high } = estimate
  const whisker =
    low === null || high === null || low > HIGH || high < LOW
      ? []
      : [`  <line class="${kind} bar" x1="${place(low)}" x2="${place(high)}" y1="${y}" y2="${y}"/>`]
  if (value >= LOW && value <= HIGH)
    return [...whisker, `  <circle class="${kind}" cx="${place(value)}" cy="${y}" r="4"/>`]
  return [beyond(value, kind, y)]
}

/** A ratio that the axis does not reach, as a number at its edge; the two of a method beside each other. */
function beyond(value: number, kind: Kind, y: number): string {
  const inwards = kind === 'all' ? 4 : 72
  const middle = (kind === 'all' ? y + 5 : y - 5) + 4
  const [x, anchor, text] =
    value < LOW
      ? [place(LOW) + inwards, 'start', `◂ ${fixed(value)}`]
      : [place(HIGH) - inwards, 'end', `${fixed(value)} ▸`]
  return `  <text class="${kind}" x="${x}" y="${middle}" text-anchor="${anchor}">${text}</text>`
}

/** Where a ratio is, in pixels; the nearest edge beyond the axis. */
function place(ratio: number): number {
  const within = Math.min(HIGH, Math.max(LOW, ratio))
  const share = (within - LOW) / (HIGH - LOW)
  return Math.round(10 * (LEFT + share * (WIDTH - LEFT - RIGHT))) / 10
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
