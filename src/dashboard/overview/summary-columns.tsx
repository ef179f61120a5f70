import { hrefFor } from '../address/current.js'
import type { RunSummaryQuery } from '../api/operations.js'
import { absentMeasure } from '../lineup/absent-measure.js'
import type { Entry } from '../lineup/lineup.js'
import { Sparkline } from '../marks/sparkline.js'
import type { Column } from '../parts/column.js'
import { cumulate } from '../series/cumulate.js'
import { fixed, type Maybe, percent, withError } from '../text/format.js'

export interface Summary extends Entry {
  readonly summary: RunSummaryQuery['run'] | undefined
}

type Measures = NonNullable<RunSummaryQuery['run']>['measures']

/** The columns of the overview, each with what its number is. */
export function summaryColumns(): Column<Summary>[] {
  return [
    {
      label: 'Strategy',
      name: 'strategy',
      header: true,
      value: ({ strategy }) => strategy.title,
      cell: ({ strategy }) => (
        <a
          href={hrefFor({ view: 'performance', strategy: strategy.name })}
          id={`overview-${strategy.name}`}
          title={strategy.description}
        >
          {strategy.title}
        </a>
      ),
    },
    {
      label: 'Net, month by month',
      title: 'Cumulative sum of net returns',
      wide: true,
      cell: ({ summary }) => (
        <Sparkline
          values={cumulate(summary?.pnlByPeriod.map(({ net }) => net) ?? [])}
          width={130}
        />
      ),
    },
    measure(
      'Net Sharpe',
      'netSharpe',
      'After trading and shorting costs; ± its standard error',
      (m) => withError(m.netSharpe, m.netSharpeStandardError),
    ),
    measure('Hedged', 'hedgedNetSharpe', 'Net, and without what the market did', (m) =>
      withError(m.hedgedNetSharpe, m.hedgedNetSharpeStandardError),
    ),
    {
      label: 'A day later',
      name: 'netSharpeLag1',
      title: 'Net Sharpe where each book is held one day later: what is left if you are slow',
      numeric: true,
      value: ({ summary }) => summary?.laterByADay.netSharpe,
      cell: ({ summary }) => fixed(summary?.laterByADay.netSharpe),
      absent: absentMeasure('netSharpe'),
    },
    {
      ...measure(
        'Not by luck',
        'deflatedNetSharpe',
        'Probability that the net Sharpe ratio is above what the number of tries yields by chance',
        (m) => percent(m.deflatedNetSharpe, 0),
      ),
      wide: true,
    },
    measure('Return a year', 'meanNet', 'Mean net return, not compounded', (m) =>
      percent(m.meanNet),
    ),
    measure('Worst fall', 'maxDrawdown', 'Largest fall of cumulative net below its peak', (m) =>
      percent(m.maxDrawdown),
    ),
    {
      ...measure('Traded a day', 'turnover', 'Share of the book that is bought and sold', (m) =>
        fixed(m.turnover, 3),
      ),
      wide: true,
    },
    {
      ...measure('Test dates', 'days', 'Dates with a return', (m) => String(m.days)),
      roomy: true,
    },
    {
      label: 'Splits',
      name: 'splits',
      title: 'Published of all; failed ones are gaps',
      wide: true,
      value: ({ splits }) => splits.filter(({ status }) => status === 'PUBLISHED').length,
      cell: (row) => <Splits {...row} />,
    },
  ]
}

function measure(
  label: string,
  key: keyof Measures,
  title: string,
  show: (m: Measures) => string,
): Column<Summary> {
  const value = ({ summary }: Summary): Maybe => summary?.measures[key]
  return {
    label,
    title,
    name: key,
    numeric: true,
    value,
    cell: ({ summary }) => summary && show(summary.measures),
    absent: absentMeasure(key),
  }
}

function Splits({ splits, strategy }: Summary) {
  const published = splits.filter(({ status }) => status === 'PUBLISHED').length
  const failed = splits.filter(({ status }) => status === 'FAILED').length
  return (
    <a href={hrefFor({ view: 'splits', strategy: strategy.name })}>
      {`${published} of ${splits.length}`}
      {failed > 0 && <span class="warn">{`, ${failed} failed`}</span>}
    </a>
  )
}
