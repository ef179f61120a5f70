import type { ComponentChildren } from 'preact'
import { DEFAULTS } from '../address/address.js'
import { GivenAnswers } from '../api/use-answers.js'
import type { OfStrategy } from '../lineup/chosen.js'
import { figuresAsked } from '../lineup/use-figures.js'
import { Medium } from '../parts/medium.js'
import { BooksPanel } from '../performance/books-panel.js'
import { CapacityPanel } from '../performance/capacity-panel.js'
import { CostsPanel } from '../performance/costs-panel.js'
import { DistributionPanel } from '../performance/distribution-panel.js'
import { FallsPanel } from '../performance/falls-panel.js'
import { Figures } from '../performance/headline.js'
import { MonthsPanel } from '../performance/months-panel.js'
import type { OfDays } from '../performance/panel-of-days.js'
import { RankICPanel } from '../performance/rank-ic-panel.js'
import { ReliabilityPanel } from '../performance/reliability-panel.js'
import { RollingPanel } from '../performance/rolling-panel.js'
import { dailyReturns } from '../series/daily-returns.js'
import { AgainstSection } from './against-section.js'
import { AttributionSection } from './attribution-section.js'
import { CurveSection } from './curve-section.js'
import { HoldingsSection } from './holdings-section.js'
import type { Sheet } from './model.js'
import { NamedValues, TextRows } from './named-values.js'
import { RowsSection } from './rows-section.js'
import { SheetHead } from './sheet-head.js'

/** A run on one page that prints: what it earned, how sure that is, from what, and how it was made. */
export function SheetPage({ sheet }: { readonly sheet: Sheet }) {
  const { entry, warnings } = sheet
  const days = dailyReturns(entry.figures)
  const address: OfStrategy = { ...DEFAULTS, strategy: entry.strategy.name }
  const of = {
    address,
    entry,
    days,
    datesPerYear: sheet.datesPerYear,
    query: figuresAsked(address, entry.run.id),
  }
  return (
    <Medium.Provider value="page">
      <GivenAnswers.Provider value={sheet.answers}>
        <main class="sheet">
          <SheetHead sheet={sheet} />
          {warnings.map((warning) => (
            <p key={warning} class="notice">
              Warning: {warning}
            </p>
          ))}
          {days.length === 0 ? (
            <p>No date has been scored yet.</p>
          ) : (
            <Results sheet={sheet} of={of} />
          )}
          <Made sheet={sheet} />
        </main>
      </GivenAnswers.Provider>
    </Medium.Provider>
  )
}

function Results({ sheet, of }: { readonly sheet: Sheet; readonly of: OfDays }) {
  const { entry, market, against, predictions } = sheet
  const returns = new Map(market.dates.map((date, t) => [date, market.returns[t] ?? 0]))
  return (
    <>
      <section class="panel" aria-label="Measures over all test dates">
        {entry.measures && <Figures measures={entry.measures} />}
      </section>
      <CurveSection sheet={sheet} />
      {against && <AgainstSection address={of.address} sheet={sheet} against={against} />}
      <ReliabilityPanel address={of.address} entry={entry} />
      <FallsPanel {...of} />
      <MonthsPanel {...of} />
      <RowsSection title="By year" first="Year" rows={sheet.years} all={sheet.all} />
      <RollingPanel {...of} market={returns} />
      <BooksPanel {...of} />
      <CapacityPanel {...of} />
      <div class="pair">
        <DistributionPanel {...of} />
        <CostsPanel {...of} />
      </div>
      <RowsSection title="By split" first="Split" rows={sheet.splits} />
      {predictions && (
        <Section title="Predictions">
          <TextRows caption="Predictions" titles={predictions.titles} rows={predictions.rows} />
          <p class="note">{predictions.notes.join(' ')}</p>
        </Section>
      )}
      {entry.strategy.hasPredictions && <RankICPanel {...of} />}
      <AttributionSection attribution={sheet.attribution} />
      {sheet.holdings && <HoldingsSection holdings={sheet.holdings} />}
    </>
  )
}

/** How the run was made: where its numbers come from, its settings, and what the words mean. */
function Made({ sheet: { facts, settings, notes } }: { readonly sheet: Sheet }) {
  return (
    <>
      <Section title="How it was made">
        <NamedValues values={facts} />
      </Section>
      <Section title="Settings">
        <NamedValues values={settings} />
      </Section>
      <footer class="note">
        <p>{notes.join(' ')}</p>
      </footer>
    </>
  )
}

interface SectionProps {
  readonly title: string
  readonly children: ComponentChildren
}

function Section({ title, children }: SectionProps) {
  return (
    <section class="panel" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}
