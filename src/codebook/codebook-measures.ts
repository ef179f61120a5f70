import { assert } from '../lib/assert.js'
import { perplexity } from '../lib/perplexity.js'
import type { CodebookModule } from '../results.js'
import { type Carrier, carriersOf } from './carriers.js'
import { type CodeMeasures, codeMeasures, type Outcomes } from './code-measures.js'
import { type MarketShares, marketShares } from './market-shares.js'
import { persistenceOf } from './persistence.js'
import { activeRows, type DailyCodes, usageOf } from './usage.js'

/** A codebook and the codes of T dates of the test range. */
export interface CodedDates {
  readonly module: CodebookModule
  /** `[K]` */
  readonly usageTrain: ArrayLike<number>
  readonly dates: readonly string[]
  readonly codes: DailyCodes
  readonly outcomes: Outcomes
}

export interface CodebookMeasures extends MarketShares {
  readonly module: CodebookModule
  /** K, and how many codes occur in the test range. */
  readonly size: number
  readonly used: number
  readonly perplexityTrain: number
  readonly perplexityTest: number | null
  readonly persistence: number | null
  /** `[K]` */
  readonly codes: readonly MeasuredCode[]
}

export interface MeasuredCode extends CodeMeasures {
  readonly code: number
  readonly usageTrain: number
  readonly usageTest: number
  /** The first and the last date of the test range on which it was active. */
  readonly firstDate: string | null
  readonly lastDate: string | null
  /** Assets that had it; none where codes are those of the universe. */
  readonly carriers: readonly Carrier[]
}

/** The market's shares are those of codes of the universe; null where each asset has a code. */
export function codebookMeasures(coded: CodedDates): CodebookMeasures {
  const { module, usageTrain, codes, outcomes } = coded
  const measured = measuredCodes(coded)
  const perplexityTrain = perplexity(usageTrain)
  assert(perplexityTrain > 0, `the codebook ${module} was used in training`)
  return {
    module,
    size: usageTrain.length,
    used: measured.filter(({ usageTest }) => usageTest > 0).length,
    perplexityTrain,
    perplexityTest: perplexity(measured.map(({ usageTest }) => usageTest)) || null,
    persistence: persistenceOf(codes),
    ...(module === 'CROSS_SECTION' ? marketShares(codes, outcomes.market) : NO_SHARES),
    codes: measured,
  }
}

const NO_SHARES: MarketShares = {
  marketShareOwnDay: null,
  marketShareNextDay: null,
  marketSizeShareOwnDay: null,
  marketSizeShareNextDay: null,
}

function measuredCodes({ module, usageTrain, dates, codes, outcomes }: CodedDates): MeasuredCode[] {
  const codeCount = usageTrain.length
  const usageTest = usageOf(codes, codeCount)
  const active = activeRows(codes, codeCount)
  const carriers = module === 'TIME_SERIES' ? carriersOf(codes, codeCount) : []
  return active.map((rows, code) => ({
    code,
    usageTrain: usageTrain[code],
    usageTest: usageTest[code],
    firstDate: dates[rows[0]] ?? null,
    lastDate: dates[rows.at(-1) ?? -1] ?? null,
    carriers: carriers[code] ?? [],
    ...codeMeasures(rows, outcomes),
  }))
}
