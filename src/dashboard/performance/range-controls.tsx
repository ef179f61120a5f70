import type { Address } from '../address/address.js'
import { hrefFor } from '../address/current.js'
import { CheckedField } from '../fields/checked-field.js'
import type { DateRange } from '../series/daily-returns.js'
import { yearsBefore } from '../series/ranges.js'

const YEARS = [10, 5, 3, 1]

interface RangeControlsProps {
  readonly address: Address
  /** All dates of the run. */
  readonly range: DateRange
}

/** The range the figures are of: two dates, and links to the last years and back to all. */
export function RangeControls({ address, range }: RangeControlsProps) {
  const { from, to } = address
  const links = YEARS.map((years) => ({ label: `${years} y`, from: yearsBefore(range.to, years) }))
  return (
    <nav class="presets" aria-label="Range">
      <CheckedField
        name="from"
        type="date"
        label="From"
        value={from ?? range.from}
        min={range.from}
        max={range.to}
        check={(date) => wrongFrom(String(date), to, range)}
      />
      <CheckedField
        name="to"
        type="date"
        label="to"
        value={to ?? range.to}
        min={range.from}
        max={range.to}
        check={(date) => wrongTo(String(date), from, range)}
      />
      <Preset label="All" current={!from && !to} />
      {links
        .filter((link) => link.from > range.from)
        .map((link) => (
          <Preset key={link.label} {...link} current={from === link.from && !to} />
        ))}
    </nav>
  )
}

function wrongFrom(date: string, to: string | undefined, range: DateRange): string | undefined {
  if (to && date > to) return `after ${to}`
  return date > range.to ? `after ${range.to}, the last date` : undefined
}

function wrongTo(date: string, from: string | undefined, range: DateRange): string | undefined {
  if (from && date < from) return `before ${from}`
  return date < range.from ? `before ${range.from}, the first date` : undefined
}

interface PresetProps {
  readonly label: string
  readonly from?: string
  readonly current: boolean
}

function Preset({ label, from, current }: PresetProps) {
  return (
    <a
      href={hrefFor({ from, to: undefined })}
      id={`range-${label.toLowerCase().replace(' ', '')}`}
      aria-current={current ? 'true' : undefined}
    >
      {label}
    </a>
  )
}
