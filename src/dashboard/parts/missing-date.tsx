import { go } from '../address/current.js'
import { tradingDateAt } from '../series/ranges.js'

interface MissingDateProps {
  readonly asked: string
  readonly shown: string
  readonly dates: readonly string[]
}

/** Says that the date of the link is not there, and offers the nearest one. */
export function MissingDate({ asked, shown, dates }: MissingDateProps) {
  const nearest = tradingDateAt(dates, asked)
  return (
    <p class="note" role="status" id="missing-date">
      {asked} is not a trading date here; {shown} is shown.{' '}
      <button type="button" class="link" onClick={() => go({ date: nearest })}>
        Show {nearest}, the nearest
      </button>
    </p>
  )
}
