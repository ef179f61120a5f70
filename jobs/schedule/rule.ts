/** When a task is due; the instants of a rule are its slots. */
export interface Rule {
  /** Five fields, or six with seconds first; a day must match both the month's and the week's field. */
  readonly cron: string
  /** IANA name of the time zone of the fields. */
  readonly timeZone: string
  /** Only sessions of this exchange. */
  readonly exchange?: 'NYSE'
  /** On a half day, slots are as much earlier as the close. */
  readonly followsClose?: boolean
}

/** A valid rule and its fields. */
export interface ParsedRule extends Rule {
  readonly months: ReadonlySet<number>
  readonly monthDays: ReadonlySet<number>
  readonly weekDays: ReadonlySet<number>
  /** Times of day in milliseconds, ascending. */
  readonly times: readonly number[]
  /** Whether the rule matches every hour: it is then due 23 or 25 times where the clocks change. */
  readonly hourly: boolean
}
