import { Fragment } from 'preact'
import { hrefFor } from '../../../address/current.js'
import { count } from '../../../text/format.js'
import type { Code, DateCode } from './types.js'

/** Dates of a code that are listed, the newest ones. */
const LISTED = 12

interface CodeDatesProps {
  readonly code: Code
  readonly dateCodes: readonly DateCode[]
}

/** The newest dates of a code, as links. */
export function CodeDates({ code, dateCodes }: CodeDatesProps) {
  const dates = dateCodes.filter((each) => each.code === code.code).map(({ date }) => date)
  if (dates.length === 0) return <p class="dim">It does not occur in the test range.</p>
  const isCut = dates.length > LISTED
  return (
    <p class="code-dates">
      <span class="dim">{isCut ? `Newest of ${count(dates.length)} dates: ` : 'Dates: '}</span>
      {dates
        .slice(-LISTED)
        .reverse()
        .map((date) => (
          <Fragment key={date}>
            <a href={hrefFor({ date, code: undefined })}>{date}</a>{' '}
          </Fragment>
        ))}
    </p>
  )
}
