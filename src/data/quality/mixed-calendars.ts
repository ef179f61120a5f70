import { rowRanges } from '../row-ranges.js'
import { rowCounts } from '../stray-dates.js'
import type { QualityFinding, QualityInput } from './report.js'

/** Shares of the assets with a row on a date between which the date tells calendars apart. */
const [FEWEST, MOST] = [0.1, 0.9]
/** Assets of one calendar agree on this share of the dates that tell calendars apart. */
const SAME = 0.8
/** Calendars that differ on fewer dates are not told apart. */
const FEWEST_DATES = 4
const FEWEST_RUNS = 4
const NAMED = 3

/** Assets that trade on other dates than most. */
export function mixedCalendars({ all, stray }: QualityInput): QualityFinding[] {
  const dates = tellingDates(all, new Set(stray.map(({ date }) => date)))
  if (dates.length < FEWEST_DATES) return []
  const [main, ...others] = groupsOf(all, dates)
  if (!main) return []
  return others.flatMap((group) => finding(all, main, group))
}

type Prices = QualityInput['all']

/** Rows of dates on which some assets trade and others do not. */
function tellingDates(all: Prices, stray: ReadonlySet<string>): number[] {
  const listed = listedOn(all)
  const { counts } = rowCounts(all)
  return all.dates.flatMap((date, t) => {
    const share = (counts[t] ?? 0) / (listed[t] ?? 1)
    return stray.has(date) || (share > FEWEST && share < MOST) ? [t] : []
  })
}

function listedOn(all: Prices): number[] {
  const { first, last } = rowRanges(all)
  return all.dates.map(
    (_, t) => first.filter((start, i) => start <= t && t <= (last[i] ?? -1)).length,
  )
}

/** Assets that trade on the same dates. */
interface Group {
  readonly assets: number[]
  /** Rows of the dates on which the first of them trades. */
  readonly traded: ReadonlySet<number>
}

/** The largest first. An asset that is listed on few of the dates belongs to none. */
function groupsOf(all: Prices, dates: readonly number[]): Group[] {
  const { first, last } = rowRanges(all)
  const groups: Group[] = []
  for (const i of all.assets.keys()) {
    const mine = dates.filter((t) => t >= (first[i] ?? 0) && t <= (last[i] ?? -1))
    if (mine.length < FEWEST_DATES) continue
    const trades = (t: number) => !Number.isNaN(all.adjClose[t * all.assets.length + i])
    const known = groups.find(({ traded }) => {
      const agreed = mine.filter((t) => traded.has(t) === trades(t)).length
      return agreed >= SAME * mine.length
    })
    if (known) known.assets.push(i)
    else groups.push({ assets: [i], traded: new Set(mine.filter(trades)) })
  }
  return groups.sort((a, b) => b.assets.length - a.assets.length)
}

/** How many stretches of neighbouring dates there are; a suspension is one. */
function runsOf(rows: readonly number[]): number {
  return rows.filter((t, k) => k === 0 || t !== (rows[k - 1] ?? 0) + 1).length
}

function finding(all: Prices, main: Group, { assets, traded }: Group): QualityFinding[] {
  const extra = [...traded].filter((t) => !main.traded.has(t))
  const missing = [...main.traded].filter((t) => !traded.has(t))
  if (runsOf(extra) < FEWEST_RUNS) return []
  const names = assets.slice(0, NAMED).map((i) => all.assets[i])
  const more = assets.length > NAMED ? ` and ${assets.length - NAMED} more` : ''
  const example = all.dates[extra[0] ?? 0] ?? ''
  const message =
    `another calendar than that of the ${main.assets.length} others: ${names.join(', ')}${more} trade on ${extra.length} ` +
    `dates on which they do not (e.g. ${example}), and not on ${missing.length} of theirs: ingest each calendar as a dataset of its own`
  return [{ kind: 'mixed-calendars', severity: 'warning', message, count: assets.length }]
}
