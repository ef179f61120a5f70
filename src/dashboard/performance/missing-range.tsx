import type { Address } from '../address/address.js'
import { hrefFor } from '../address/current.js'
import type { DateRange } from '../series/daily-returns.js'

interface MissingRangeProps {
  readonly address: Address
  /** All dates of the run. */
  readonly full: DateRange
}

/** Says that the range of the link holds no date of the run. */
export function MissingRange({ address: { from, to }, full }: MissingRangeProps) {
  const isOutside = (from && from > full.to) || (to && to < full.from)
  if (!isOutside) return null
  return (
    <p class="notice" role="status" id="missing-range">
      {`No date of this run lies between ${from ?? full.from} and ${to ?? full.to}: it has ${full.from} to ${full.to}. `}
      <a href={hrefFor({ from: undefined, to: undefined })}>Show all dates</a>
    </p>
  )
}
