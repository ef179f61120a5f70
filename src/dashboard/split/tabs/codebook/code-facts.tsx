import {
  count,
  fixed,
  percent,
  plural,
  signedFixed,
  signedPercent,
  text,
} from '../../../text/format.js'
import type { Book, Code } from './types.js'

interface Fact {
  readonly label: string
  readonly value: string
  readonly title?: string
}

interface CodeFactsProps {
  readonly code: Code
  readonly book: Book
}

/** The use of a code, and what happened on its days and after them. */
export function CodeFacts({ code, book }: CodeFactsProps) {
  return (
    <dl class="line code-line">
      {factsOf(code, book).map(({ label, value, title }) => (
        <div key={label} title={title}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

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
    { label: 'First', value: text(code.firstDate) },
    { label: 'Last', value: text(code.lastDate) },
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
    },
    {
      label: 'Market, the days after',
      value: marketOf(code.marketReturnNextDay, code.marketSizeNextDay),
    },
  ]
}

function marketOf(mean: number | null, size: number | null): string {
  return `${signedPercent(mean, 2)}, size ${percent(size, 2)}`
}

function rankICOf({ rankIC, rankICStandardError, rankICDays }: Code): string {
  if (rankIC === null) return `${plural(rankICDays, 'date')}, too few`
  return `${signedFixed(rankIC, 4)} ±\u202f${fixed(rankICStandardError, 4)} on ${plural(rankICDays, 'date')}`
}
