import { interval } from '../../jobs/cli/show/run-measures.js'
import { fixed } from '../../jobs/cli/show/table.js'
import { table } from '../_util/markdown.js'
import { atBothLags, type Range } from '../walk-forward/measures.js'
import type { BenchRow } from '../walk-forward/runs.js'
import { type ApartFigures, type Estimate, FRONT_TITLES } from './estimate.js'
import { labelOf, type ResultRow } from './plan.js'
import { type PlannedRow } from './planned-rows.js'

/** A method of the first page. */
export interface FrontLine {
  readonly label: string
  readonly row: PlannedRow
  /** Null where it has no complete run. */
  readonly figures: FrontFigures | null
  /** Over the dates that no setting was chosen near. */
  readonly apart: Estimate | null
}

interface FrontFigures {
  readonly all: Estimate
  /** Without the first year. */
  readonly later: Estimate
  readonly netLate: number | null
  readonly turnover: number | null
  readonly deflated: number | null
  readonly hours: number
}

interface FrontInputs {
  readonly rows: readonly BenchRow<PlannedRow>[]
  readonly measured: readonly ResultRow[]
  readonly all: Range
  readonly later: Range
  /** Of this dataset, or of another part of the page. */
  readonly apart: Range | ApartFigures | null
}

export function frontLines({ rows, measured, all, later, apart }: FrontInputs): FrontLine[] {
  return rows
    .filter(({ row }) => row.front)
    .map(({ row }) => {
      const found = measured.find((each) => each.row.id === row.id)
      const label = labelOf(row)
      return {
        label,
        row,
        figures: found ? figuresOf(found, all, later) : null,
        apart: apartOf(found, label, apart),
      }
    })
}

function figuresOf(row: ResultRow, all: Range, later: Range): FrontFigures {
  const [now, late] = atBothLags(row, all)
  return {
    all: hedgedLate(row, all),
    later: hedgedLate(row, later),
    netLate: late.netSharpe,
    turnover: now.turnover,
    deflated: late.deflatedHedgedSharpe,
    hours: row.trainSeconds / 3600,
  }
}

function hedgedLate(row: ResultRow, range: Range): Estimate {
  const m = row.at(1, range)
  return { value: m.hedgedNetSharpe, low: m.hedgedNetSharpeLow, high: m.hedgedNetSharpeHigh }
}

function apartOf(
  found: ResultRow | undefined,
  label: string,
  apart: FrontInputs['apart'],
): Estimate | null {
  if (apart === null) return null
  if (!('from' in apart)) return apart.get(label) ?? null
  return found ? hedgedLate(found, apart) : null
}

/** One line a method, at lag 1 and 5 bp. */
export function frontTable(
  lines: readonly FrontLine[],
  titles: { readonly all: string; readonly later: string; readonly apart: string },
): string {
  return table([
    [
      FRONT_TITLES.method,
      titles.all,
      'interval',
      titles.later,
      'interval',
      titles.apart,
      'interval',
      'net SR',
      'turnover',
      'deflated',
      'hours',
    ],
    ...lines.map(({ label, figures, apart }) => [
      label,
      ...(figures ? estimateCells(figures.all) : [FRONT_TITLES.missing, '–']),
      ...estimateCells(figures?.later ?? null),
      ...estimateCells(apart),
      fixed(figures?.netLate),
      fixed(figures?.turnover, 3),
      fixed(figures?.deflated, 3),
      figures && figures.hours > 0 ? fixed(figures.hours, 2) : '–',
    ]),
  ])
}

function estimateCells(estimate: Estimate | null): [string, string] {
  if (!estimate) return ['–', '–']
  return [fixed(estimate.value), interval(estimate.low, estimate.high)]
}
