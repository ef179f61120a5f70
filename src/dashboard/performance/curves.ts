import type { CurveStyle } from '../chart/model.js'
import type { FiguredEntry } from '../lineup/lineup.js'
import { type Aligned, align } from '../series/align.js'
import { compound, cumulate } from '../series/cumulate.js'
import { type CurveKind, curvesOf, type DateRange, dailyReturns } from '../series/daily-returns.js'

/** The hue tells the strategy, the stroke the kind. */
const KINDS: readonly ({ readonly kind: CurveKind } & Omit<CurveStyle, 'hue'>)[] = [
  { kind: 'gross', width: 1, faint: true },
  { kind: 'hedgedNet', width: 1.25, dash: [5, 3] },
  { kind: 'net', width: 1.75 },
]

/** One curve on the chart: whose it is, how it is drawn, and its values on the chart's dates. */
interface ShownCurve extends CurveStyle {
  readonly strategy: string
  readonly kind: CurveKind
  readonly values: readonly (number | null | undefined)[]
}

export interface ShownCurves {
  readonly data: Aligned
  readonly curves: readonly ShownCurve[]
}

/**
 * Cumulative net, hedged net and (of the first strategy) gross PnL on the same dates, from 0 where
 * the range starts; on a log scale as wealth, from 1.
 */
export function shownCurves(
  entries: readonly FiguredEntry[],
  range: DateRange,
  asWealth: boolean,
): ShownCurves {
  const combine = asWealth ? compound : cumulate
  const curves = entries.flatMap((entry, i) => curvesOfEntry(entry, range, combine, i === 0))
  const data = align(curves)
  return { data, curves: curves.map((curve, i) => ({ ...curve, values: data[i + 1] as number[] })) }
}

function curvesOfEntry(
  { strategy, hue, figures }: FiguredEntry,
  range: DateRange,
  combine: typeof cumulate,
  withGross: boolean,
) {
  const { dates, ...values } = curvesOf(dailyReturns(figures, range), combine)
  return KINDS.filter(({ kind }) => withGross || kind !== 'gross').map((style) => ({
    ...style,
    strategy: strategy.name,
    hue: `series-${hue}`,
    dates,
    values: values[style.kind],
  }))
}
