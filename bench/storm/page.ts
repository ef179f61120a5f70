import { fixed, percent } from '../../jobs/cli/show/table.js'
import { strategyInfo } from '../../src/catalogue.js'
import { alarmBars, type Bar, barTable } from '../walk-forward/bars.js'
import { portfolioTable, runTable, sharpeDifferences } from '../walk-forward/book-tables.js'
import { excessReturns } from '../walk-forward/excess.js'
import type { OpenedRows } from '../walk-forward/open.js'
import { headOf, missingOf, rangeOf, section, type Written, yearsOf } from '../walk-forward/page.js'
import {
  predictionsOf,
  rankingTable,
  riskTable,
  yearTable,
} from '../walk-forward/ranking-tables.js'
import { type AgentAccounts, agentTable, tradingBesidePrinted } from './agent-figures.js'
import { stormBars } from './bars.js'
import { type CodebookFigures, codebookTable } from './codebook-figures.js'
import {
  BASE_IDS,
  type MeasuredStormRow,
  PAPER_RANGE,
  STORM_ID,
  type StormPlan,
  type StormRow,
} from './plan.js'
import type { ReconstructionShares } from './reconstruction.js'
import { besidePrinted, type PublishedBooks, wealthTable } from './wealth-tables.js'
import { AGENT_WORDS, DEFINITIONS, GAPS, reproduceWords } from './words.js'

export interface StormPage extends OpenedRows<StormRow>, Written {
  readonly plan: StormPlan
  readonly published: PublishedBooks
  /** By row id. */
  readonly codebooks: ReadonlyMap<string, readonly CodebookFigures[]>
  /** Null where STORM has no run, or the bars of the DJ30 do not apply. */
  readonly reconstruction: ReconstructionShares | null
  readonly agents: readonly AgentAccounts[]
}

/** Every bar that the figures at hand can be held against. */
export function barsOf(page: StormPage): Bar[] {
  const range = rangeOf(page)
  const storm = stormOf(page)
  const codebooks = page.codebooks.get(STORM_ID) ?? []
  const { reconstruction } = page
  return [
    ...(storm && reconstruction
      ? stormBars({ storm, windows: yearsOf(page).length, codebooks, reconstruction, range })
      : []),
    ...alarmBars(predictorsOf(page), range, page.plan.mostRankIC),
  ]
}

/** The part of docs/results.md on STORM. */
export function stormPage(page: StormPage): string {
  const sections = [
    headOf(`STORM on the ${page.plan.market}`, page),
    missingOf(page),
    sentencesOf(page),
    reproduceWords(page.dataset.name, page.plan.market),
    DEFINITIONS,
    ...rankingSections(page),
    ...bookSections(page),
    codebookSection(page),
    ...agentSections(page),
    section('Bars', barTable(barsOf(page))),
    section('The runs behind it', runTable(page.measured)),
  ]
  return `${sections.filter(Boolean).join('\n\n')}\n`
}

function stormOf({ measured }: StormPage): MeasuredStormRow | undefined {
  return measured.find(({ row }) => row.id === STORM_ID)
}

/** Rows of the walk-forward that predict. */
function predictorsOf({ measured }: StormPage): MeasuredStormRow[] {
  return measured.filter(
    ({ row }) => row.group === 'predictor' && strategyInfo(row.strategy).has.predictions,
  )
}

/** Rows of the walk-forward, those on dates of their own left out. */
function walkForwardOf({ measured }: StormPage): MeasuredStormRow[] {
  return measured.filter(({ row }) => !row.window)
}

function rankingSections(page: StormPage): string[] {
  const [range, predictors] = [rangeOf(page), predictorsOf(page)]
  if (predictors.length === 0) return []
  return [
    section(
      'Ranking the next return',
      rankingTable(predictors, { range, baseIds: BASE_IDS }),
      'Intervals are 95 %, stationary bootstrap, both rows on the same dates.',
    ),
    section('Rank IC by year', yearTable(predictors, yearsOf(page))),
    section('The predicted risk', riskTable(predictors, range)),
  ]
}

function bookSections(page: StormPage): string[] {
  const [range, rows, storm] = [rangeOf(page), walkForwardOf(page), stormOf(page)]
  const { measured, published, plan } = page
  if (measured.length === 0) return []
  return [
    section('Books over the equal-weight universe', portfolioTable(rows, range)),
    ...(storm ? [section('Sharpe ratios, paired', sharpeDifferences(storm, rows, range))] : []),
    section('Books by the paper’s measures', wealthTable(rows, published, range)),
    section(
      'The paper’s tables, beside ours',
      besidePrinted({ measured, published, market: plan.market, range }),
      GAPS,
    ),
  ]
}

function codebookSection({ measured, codebooks }: StormPage): string | null {
  const rows = measured.flatMap(({ row }) => {
    const figures = codebooks.get(row.id) ?? []
    return figures.length > 0 ? [{ label: row.label, codebooks: figures }] : []
  })
  return rows.length === 0 ? null : section('What the codes encode', codebookTable(rows))
}

function agentSections(page: StormPage): string[] {
  const { agents } = page
  if (agents.length === 0) return []
  return [
    section('Trading single assets', agentTable(agents, PAPER_RANGE), AGENT_WORDS),
    section('Trading, beside the paper', tradingBesidePrinted(agents, PAPER_RANGE)),
  ]
}

/** What the tables say, in sentences that hold for the figures that were measured. */
function sentencesOf(page: StormPage): string | null {
  const storm = stormOf(page)
  const ridge = page.measured.find(({ row }) => row.id === 'ridge')
  if (!storm || !ridge) return null
  const range = rangeOf(page)
  const [own, linear] = [predictionsOf(storm, range), predictionsOf(ridge, range)]
  const [book, late] = ([0, 1] as const).map((lag) => excessReturns(storm, lag, range, 5))
  const codes = page.codebooks.get(STORM_ID)?.find(({ module }) => module === 'CROSS_SECTION')
  return [
    `STORM ranks the next day’s returns with a Rank IC of ${fixed(own.rankIC, 4)} ± ${fixed(own.rankICStandardError, 4)} (${fixed(own.rankICLag1, 4)} a day later), a ridge regression with ${fixed(linear.rankIC, 4)} ± ${fixed(linear.rankICStandardError, 4)}.`,
    `Its house book earns ${percent(book?.net)} ± ${percent(book?.netError)} a year over the equal-weight universe after 5 bp (lag 1: ${percent(late?.net)}).`,
    ...(codes
      ? [
          `What it adds is a state of the market that can be read: a code explains ${fixed(codes.shareOwnDay)} of the market’s return on the day that it encodes and ${fixed(codes.shareNextDay)} on the next, and lasts to the next date in ${percent(codes.persistence)} of cases.`,
        ]
      : []),
    'No setting was chosen on these years.',
  ].join('\n')
}
