import { useState } from 'preact/hooks'
import { go } from '../address/current.js'
import { MissingDate } from '../parts/missing-date.js'
import type { PnlColumns } from '../series/daily-returns.js'
import { tradingDateAt } from '../series/ranges.js'
import { fixed, signedPercent } from '../text/format.js'
import { DateStrip } from './date-strip.js'

interface DatePickerProps {
  readonly date: string
  /** Trading dates of the split; they may end with the live split's next date. */
  readonly dates: readonly string[]
  readonly pnl: PnlColumns
  /** The date of the link, which may not be a trading date. */
  readonly asked: string | undefined
}

/**
 * Picks a trading date of a split: a slider over the daily net returns, steps, and a calendar that
 * falls on the trading date at or before.
 */
export function DatePicker({ date, dates, pnl, asked }: DatePickerProps) {
  const [preview, setPreview] = useState<string>()
  const index = dates.indexOf(date)
  const choose = (i: number) => {
    setPreview(undefined)
    go({ date: dates[Math.max(0, Math.min(dates.length - 1, i))] }, { replace: true })
  }
  const pick = (value: string) => value && go({ date: tradingDateAt(dates, value) })
  return (
    <fieldset class="dates">
      <legend class="unseen">Trading date</legend>
      <div class="date-controls">
        <Step
          id="date-before"
          label="Trading date before"
          to={dates[index - 1]}
          onStep={() => choose(index - 1)}
        >
          ‹
        </Step>
        <input
          type="date"
          id="date"
          aria-label="Trading date"
          value={date}
          min={dates[0]}
          max={dates.at(-1)}
          onChange={({ currentTarget }) => pick(currentTarget.value)}
        />
        <Step
          id="date-after"
          label="Trading date after"
          to={dates[index + 1]}
          onStep={() => choose(index + 1)}
        >
          ›
        </Step>
        <span class="day dim">
          {preview ? `${preview}: ${dayText(preview, pnl)}` : dayText(date, pnl)}
        </span>
      </div>
      <DateStrip
        values={pnl.net}
        dates={dates}
        index={index}
        onChoose={choose}
        onPreview={(i) => setPreview(dates[i])}
      />
      {asked && !dates.includes(asked) && <MissingDate asked={asked} shown={date} dates={dates} />}
    </fieldset>
  )
}

interface StepProps {
  readonly id: string
  readonly label: string
  readonly to: string | undefined
  readonly onStep: () => void
  readonly children: string
}

function Step({ id, label, to, onStep, children }: StepProps) {
  return (
    <button type="button" id={id} aria-label={label} disabled={!to} onClick={onStep}>
      {children}
    </button>
  )
}

function dayText(date: string, pnl: PnlColumns): string {
  const i = pnl.dates.indexOf(date)
  if (i < 0) return 'next date: decided, not yet earned'
  const [net, hedged, gross] = [pnl.net[i], pnl.hedgedNet[i], pnl.gross[i]]
  return `net ${signedPercent(net, 2)} · hedged ${signedPercent(hedged, 2)} · gross ${signedPercent(gross, 2)} · turnover ${fixed(pnl.turnover[i], 3)}`
}
