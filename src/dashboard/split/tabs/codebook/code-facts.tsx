import { type Fact, Facts } from '../../../parts/facts.js'
import {
  ABSENT,
  count,
  fixed,
  percent,
  plural,
  signedFixed,
  signedPercent,
  text,
} from '../../../text/format.js'
import type { Book, Code } from './types.js'

interface CodeFactsProps {
  readonly code: Code
  readonly book: Book
}

/** The use of a code, and what happened on its days and after them. */
export function CodeFacts({ code, book }: CodeFactsProps) {
  return <Facts class="code-line" facts={factsOf(code, book)} />
}

const NEVER = 'It does not occur in the test range.'
const NO_MARKET = 'It does not occur on a date on which the market has a return.'

function factsOf(code: Code, { codes, module }: Book): Fact[] {
  const unit = module === 'TIME_SERIES' ? 'asset and date' : 'date'
  const total = (key: 'usageTest' | 'usageTrain') => codes.reduce((sum, each) => sum + each[key], 0)
  const share = (key: 'usageTest' | 'usageTrain') => percent(code[key] / (total(key) || 1))
  return [
    {
      label: 'Test range',
      value: `${count(code.usageTest)} times (${share('usageTest')})`,
      title: `Number of times, by ${unit}`,
    },
    { label: 'Training', value: `${count(code.usageTrain)} times (${share('usageTrain')})` },
    { label: 'First', value: text(code.firstDate), absent: NEVER },
    { label: 'Last', value: text(code.lastDate), absent: NEVER },
    ...(module === 'CROSS_SECTION' ? marketFacts(code) : []),
    { label: 'Rank IC while active', value: rankICOf(code) },
  ]
}

/** What the market did on the days that the code encodes, and on the dates it was decided for. */
function marketFacts(code: Code): Fact[] {
  return [
    {
      label: 'Market, its own days',
      value: marketOf(code.marketReturnOwnDay, code.marketSizeOwnDay),
      absent: NO_MARKET,
    },
    {
      label: 'Market, the days after',
      value: marketOf(code.marketReturnNextDay, code.marketSizeNextDay),
      absent: NO_MARKET,
    },
  ]
}

function marketOf(mean: number | null, size: number | null): string {
  if (mean === null) return ABSENT
  return `${signedPercent(mean, 2)}, size ${percent(size, 2)}`
}

function rankICOf({ rankIC, rankICStandardError, rankICDays }: Code): string {
  if (rankIC === null) return `${plural(rankICDays, 'date')}, too few`
  return `${signedFixed(rankIC, 4)} ±\u202f${fixed(rankICStandardError, 4)} on ${plural(rankICDays, 'date')}`
}
