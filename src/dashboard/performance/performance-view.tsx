import { useMemo } from 'preact/hooks'
import type { FiguredEntry } from '../lineup/lineup.js'
import { byName } from '../lineup/lineup.js'
import { figuresAsked, useFigures } from '../lineup/use-figures.js'
import type { View, ViewProps } from '../lineup/view.js'
import { Awaited } from '../parts/awaited.js'
import { InTurn } from '../parts/in-turn.js'
import { SaveCsv } from '../parts/save-csv.js'
import { dailyReturns } from '../series/daily-returns.js'
import { commonRange, narrowed } from '../series/ranges.js'
import { SplitsTable } from '../split/splits-table.js'
import { Tools } from '../tools/tools.js'
import { BooksPanel } from './books-panel.js'
import { CapacityPanel } from './capacity-panel.js'
import { CostsPanel } from './costs-panel.js'
import { CurvePanel } from './curve-panel.js'
import { DistributionPanel } from './distribution-panel.js'
import { FallsPanel } from './falls-panel.js'
import { Headline } from './headline.js'
import { MissingRange } from './missing-range.js'
import { MonthsPanel } from './months-panel.js'
import { FIGURE_COLUMNS } from './pnl-columns.js'
import { RankICPanel } from './rank-ic-panel.js'
import { ReliabilityPanel } from './reliability-panel.js'
import { RollingPanel } from './rolling-panel.js'

/** The strategy that holds the market. */
const MARKET = 'equal-weight'
const DATES_PER_YEAR = 252

/** What the chosen strategy earned over all its splits, beside the compared ones. */
function Content(props: ViewProps) {
  const { address, entries } = props
  const answer = useFigures(address, entries)
  const market = useFigures(
    { ...address, strategy: MARKET, compare: [] },
    entries.filter(({ strategy }) => strategy.name === MARKET),
  )
  return (
    <Awaited answers={[answer, market]}>
      {(figured, [benchmark]) => {
        const mine = figured.find(({ strategy }) => strategy.name === address.strategy)
        return mine && <Figured {...props} figured={figured} mine={mine} benchmark={benchmark} />
      }}
    </Awaited>
  )
}

interface FiguredProps extends ViewProps {
  readonly figured: readonly FiguredEntry[]
  readonly mine: FiguredEntry
  readonly benchmark: FiguredEntry | undefined
}

function Figured({ address, catalogue, figured, mine, benchmark }: FiguredProps) {
  const full = commonRange([mine.figures])
  const common = commonRange(figured.map((each) => each.figures))
  const range = full && narrowed(full, address)
  const [from, to] = [range?.from ?? '', range?.to ?? '']
  const days = useMemo(() => dailyReturns(mine.figures, { from, to }), [mine.figures, from, to])
  const market = useMemo(() => returnsByDate(benchmark), [benchmark?.figures])
  const dataset = catalogue.datasets.find(({ name }) => name === mine.run.dataset.name)
  const of = {
    address,
    entry: mine,
    days,
    datesPerYear: dataset?.datesPerYear ?? DATES_PER_YEAR,
    query: figuresAsked(address, mine.run.id),
  }
  const hasDays = days.length > 1
  return (
    <InTurn class="stack">
      {full && <MissingRange address={address} full={full} />}
      <section id="headline" class="panel" aria-label="Measures over all test dates">
        <Headline entry={mine} range={range} />
        {mine.measures && (
          <Tools name="figures" queries={[of.query]}>
            <SaveCsv
              name={`figures-${mine.strategy.name}`}
              columns={FIGURE_COLUMNS}
              rows={[mine]}
            />
          </Tools>
        )}
      </section>
      {full && common && (
        <CurvePanel
          address={address}
          entries={figured}
          mine={mine}
          common={narrowed(common, address)}
          full={full}
          days={days}
        />
      )}
      <ReliabilityPanel address={address} entry={mine} />
      {hasDays && <FallsPanel {...of} />}
      {hasDays && <MonthsPanel {...of} />}
      {hasDays && <RollingPanel {...of} market={market} />}
      {hasDays && <BooksPanel {...of} />}
      {hasDays && mine.strategy.hasPredictions && <RankICPanel {...of} />}
      {hasDays && (
        <div class="pair">
          <DistributionPanel {...of} />
          <CostsPanel {...of} />
        </div>
      )}
      {hasDays && <CapacityPanel {...of} />}
      <section id="splits" class="panel" aria-label="Splits">
        <h2>Splits</h2>
        <SplitsTable
          splits={mine.splits}
          chosen={undefined}
          figures={byName(mine.figures)}
          query={of.query}
        />
      </section>
    </InTurn>
  )
}

/** Gross returns of the market; none where it has no results. */
function returnsByDate(benchmark: FiguredEntry | undefined): ReadonlyMap<string, number> {
  const days = dailyReturns(benchmark?.figures ?? [])
  return new Map(days.flatMap(({ date, gross }) => (gross === null ? [] : [[date, gross]])))
}

export const performanceView: View = { name: 'performance', title: 'Performance', Content }
