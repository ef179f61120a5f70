import { toDate, toSeconds } from '../series/align.js'

const STEPS = [1, 2, 2.5, 5, 10]
const INTERVALS = 5
const MONTHS_A_YEAR = 12
/** A date axis has so many labels at most. */
const MOST_LABELS = 12
const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 36, 60, 120]

/** Round values from `low` to `high`. */
export function valueTicks(low: number, high: number): number[] {
  const rough = (high - low || 0.01) / INTERVALS
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = (STEPS.find((each) => each * power >= rough) ?? 10) * power
  const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)]
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step + 0)
}

export interface DateTick {
  readonly time: number
  readonly label: string
}

/** Starts of months or years from the first time to the last, as many as a width has room for. */
export function dateTicks(from: number, to: number, most = MOST_LABELS): DateTick[] {
  const [first, last] = [monthOf(toDate(from)), monthOf(toDate(to))]
  const step = MONTH_STEPS.find((each) => (last - first) / each <= most) ?? MONTHS_A_YEAR * 20
  const ticks: DateTick[] = []
  for (let month = Math.ceil(first / step) * step; month <= last; month += step) {
    const time = toSeconds(startOf(month))
    if (time >= from && time <= to) ticks.push({ time, label: labelOf(month, step) })
  }
  return ticks
}

function monthOf(date: string): number {
  return Number(date.slice(0, 4)) * MONTHS_A_YEAR + Number(date.slice(5, 7)) - 1
}

function startOf(month: number): string {
  const year = Math.floor(month / MONTHS_A_YEAR)
  return `${year}-${String((month % MONTHS_A_YEAR) + 1).padStart(2, '0')}-01`
}

function labelOf(month: number, step: number): string {
  const start = startOf(month)
  return step % MONTHS_A_YEAR === 0 ? start.slice(0, 4) : start.slice(0, 7)
}
