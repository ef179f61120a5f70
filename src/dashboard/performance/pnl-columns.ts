import type { FiguredEntry } from '../lineup/lineup.js'
import type { Column } from '../parts/column.js'
import type { DailyReturn } from '../series/daily-returns.js'
import { FIGURES } from './figures.js'

const DAILY = ['gross', 'net', 'hedgedNet', 'turnover', 'shortExposure'] as const

/** Of the file: the daily returns of a strategy. */
export const DAY_COLUMNS: readonly Column<DailyReturn>[] = [
  { label: 'Date', name: 'date', value: ({ date }) => date },
  ...DAILY.map((name) => ({ label: name, name, value: (day: DailyReturn) => day[name] })),
]

/** Of the file: the figures of every strategy. */
export const FIGURE_COLUMNS: readonly Column<FiguredEntry>[] = [
  { label: 'Strategy', name: 'strategy', value: ({ strategy }) => strategy.title },
  ...FIGURES.map(({ label, key }) => ({
    label,
    name: key,
    value: ({ measures }: FiguredEntry) => measures?.[key],
  })),
]
