import { fixed, percent } from '../../jobs/cli/show/table.js'
import { table } from '../_util/markdown.js'
import { alarmBars, type Bar, barTable } from '../walk-forward/bars.js'
import { portfolioTable, runTable, sharpeDifferences } from '../walk-forward/book-tables.js'
import { excessReturns } from '../walk-forward/excess.js'
import type { Range } from '../walk-forward/measures.js'
import type { OpenedRows } from '../walk-forward/open.js'
import { headOf, missingOf, rangeOf, section, type Written, yearsOf } from '../walk-forward/page.js'
import {
  type PeerCells,
  predictionsOf,
  rankingTable,
  riskTable,
  yearRange,
  yearTable,
} from '../walk-forward/ranking-tables.js'
import type { RunRow } from '../walk-forward/runs.js'
import { factorVaeBars, ridgeBars, robustnessBar } from './bars.js'
import { LIGHTGBM_SETTINGS, type LightgbmResult } from './lightgbm.js'
import { BASE_ID, FACTOR_VAE_ID, type PredictRow, WITHHELD_ID } from './plan.js'
import { REFERENCE_RIDGE, referenceMean } from './ridge-check.js'
import type { Robustness } from './robustness.js'
import { DEFINITIONS, PUBLISHED, REPRODUCE } from './words.js'
import { type RankICSummary, summaryOf } from './yearly.js'

export interface PredictPage extends OpenedRows<RunRow>, Written {
  /** Ridge outside the store, on robust z-scores and on ranks, both with z-score labels. */
  readonly ridge: { readonly robust: RankICSummary; readonly ranks: RankICSummary }
  readonly lightgbm: LightgbmResult | null
  readonly robustness: Robustness | null
}

/** Every bar that the figures at hand can be held against. */
export function barsOf(page: PredictPage): Bar[] {
  const range = rangeOf(page)
  const predictors = predictorsOf(page)
  const factorVae = predictors.find(({ row }) => row.id === FACTOR_VAE_ID)
  return [
    ...ridgeBars(page.ridge.robust),
    ...(factorVae ? factorVaeBars(factorVae, range) : []),
    ...(page.robustness ? [robustnessBar(page.robustness)] : []),
    ...alarmBars(predictors, range),
  ]
}

/** The part of docs/results.md on predictors. */
export function predictPage(page: PredictPage): string {
  const range = rangeOf(page)
  const years = yearsOf(page)
  const predictors = predictorsOf(page)
  const compared = predictors.filter(({ row }) => row.id !== WITHHELD_ID)
  const base = compared.find(({ row }) => row.id === FACTOR_VAE_ID)
  const sections = [
    headOf('Predictors', page),
    missingOf(page),
    sentencesOf(page, compared, range),
    REPRODUCE,
    DEFINITIONS,
    section(
      'Ranking the next return',
      rankingTable(compared, { range, baseIds: [BASE_ID, 'gru'], peers: rankingPeer(page) }),
      peerOf(page),
    ),
    section(
      'Rank IC by year',
      yearTable(compared, years, yearPeer(page)),
      highYears(page, compared),
    ),
    section('The predicted risk', riskTable(compared, range)),
    section('Books by TopK-Drop', portfolioTable(compared, range)),
    base &&
      section(
        'Sharpe ratios, paired',
        sharpeDifferences(base, [...compared, ...others(page)], range),
      ),
    section('Ridge against an independent implementation', ridgeTable(page)),
    page.robustness && section('Names that training never saw', robustnessTable(page.robustness)),
    section(
      'Published figures',
      table(PUBLISHED),
      'Not comparable with ours line by line: other markets, years, labels and universes. Other implementations of FactorVAE that state an out-of-sample year report 0.027 to 0.040 on Brazilian equities.',
    ),
    section('Bars', barTable(barsOf(page))),
    section('The runs behind it', runTable([...predictors, ...others(page)])),
  ]
  return `${sections.filter(Boolean).join('\n\n')}\n`
}

/** Rows that predict, with a complete run. */
function predictorsOf({ measured }: PredictPage): PredictRow[] {
  return measured.filter(({ row }) => row.strategy !== 'equal-weight')
}

function others({ measured }: PredictPage): PredictRow[] {
  return measured.filter(({ row }) => row.strategy === 'equal-weight')
}

/** What the tables say, in sentences that hold for the figures that were measured. */
function sentencesOf(
  page: PredictPage,
  compared: readonly PredictRow[],
  range: Range,
): string | null {
  const [ridge, factorVae] = [BASE_ID, FACTOR_VAE_ID].map((id) =>
    compared.find(({ row }) => row.id === id),
  )
  if (!ridge || !factorVae) return null
  const [ofRidge, own] = [predictionsOf(ridge, range), predictionsOf(factorVae, range)]
  const [now, late] = ([0, 1] as const).map((lag) => excessReturns(factorVae, lag, range, 5))
  const linear = excessReturns(ridge, 0, range, 5)
  const plusMinus = (value: number | null, error: number | null) =>
    `${fixed(value, 4)} ± ${fixed(error, 4)}`
  return [
    `On US large caps with daily prices and volumes, FactorVAE ranks the next day’s returns with a Rank IC of ${plusMinus(own.rankIC, own.rankICStandardError)}`,
    `(${fixed(own.rankICLag1, 4)} a day later), a ridge regression on the same features with ${plusMinus(ofRidge.rankIC, ofRidge.rankICStandardError)}: read the paired difference below before`,
    'preferring either. Held by TopK-Drop and after 5 bp, FactorVAE earns',
    `${percent(now?.net)} ± ${percent(now?.netError)} a year over the equal-weight universe (lag 1: ${percent(late?.net)}), ridge ${percent(linear.net)} ± ${percent(linear.netError)}.`,
    `What FactorVAE adds is the risk: its 90 % band covers ${percent(own.coverage90)} of the returns, and its σ ranks their size with ${fixed(own.riskRankIC, 3)}.`,
    `No setting was chosen on ${page.from}–${page.to}; defaults come from planted panels and 2006–07.`,
  ].join('\n')
}

function peerOf({ lightgbm }: PredictPage): string {
  if (!lightgbm) return 'LightGBM was left out: no `--python` that has it.'
  const settings = JSON.stringify(LIGHTGBM_SETTINGS)
  return `LightGBM ${lightgbm.version} reads the same ranks of six dates and learns the same normal scores; settings chosen beforehand and not tuned: \`${settings}\`; ${fixed(lightgbm.seconds / 60, 1)} minutes on one thread.`
}

function rankingPeer({ lightgbm }: PredictPage): PeerCells {
  if (!lightgbm) return []
  const { mean, standardError } = summaryOf(lightgbm.now)
  const lagged = summaryOf(lightgbm.late)
  const values = [fixed(mean, 4), fixed(standardError, 4), fixed(mean / standardError, 1)]
  return [['LightGBM (peer)', '1', ...values, fixed(lagged.mean, 4)]]
}

function yearPeer(page: PredictPage): PeerCells {
  if (!page.lightgbm) return []
  const { byYear } = summaryOf(page.lightgbm.now)
  return [['LightGBM (peer)', ...yearsOf(page).map((year) => fixed(byYear.get(year), 4))]]
}

const ALARM = 0.04

function highYears(page: PredictPage, compared: readonly PredictRow[]): string {
  const high = compared.flatMap((row) =>
    yearsOf(page).flatMap((year) => {
      const { rankIC } = predictionsOf(row, yearRange(year))
      return (rankIC ?? 0) > ALARM ? [`${row.row.label} ${year} (${fixed(rankIC, 4)})`] : []
    }),
  )
  const known = `A year has a standard error of about 0.01. A Rank IC above ${ALARM} counts as a look-ahead until explained`
  return high.length === 0
    ? `${known}; no year is above it.`
    : `${known}. Above it: ${high.join(', ')}.`
}

function ridgeTable({ ridge, ...page }: PredictPage): string {
  const years = yearsOf(page)
  const line = (name: string, mean: number, of: (year: number) => number | undefined) => [
    name,
    fixed(mean, 4),
    ...years.map((year) => fixed(of(year), 4)),
  ]
  return table([
    ['ridge, z-score labels', 'mean', ...years.map(String)],
    line('reference, robust z-scores', referenceMean(years), (y) => REFERENCE_RIDGE.byYear.get(y)),
    line('ours, robust z-scores', ridge.robust.mean, (year) => ridge.robust.byYear.get(year)),
    line('ours, ranks', ridge.ranks.mean, (year) => ridge.ranks.byYear.get(year)),
  ])
}

function robustnessTable(found: Robustness): string {
  return table([
    ['names', 'mean number', 'Rank IC', '±'],
    [
      'withheld from training',
      fixed(found.names, 0),
      fixed(found.withheld, 4),
      fixed(found.withheldError, 4),
    ],
    ['the others', '', fixed(found.others, 4), fixed(found.othersError, 4)],
    [
      'withheld less others, by date',
      '',
      fixed(found.difference, 4),
      fixed(found.differenceError, 4),
    ],
  ])
}
