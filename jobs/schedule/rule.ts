/** When a task is due; the instants of a rule are its slots. */
export interface Rule {
  /** Five fields, or six with seconds first; a day must match both the month's and the week's field. */
  readonly cron: string
  /** IANA name of the time zone of the fields. */
  readonly timeZone: string
  /** Only sessions: of New York (`NYSE`), or of the calendar of the entry's dataset (`dataset`). */
  readonly exchange?: string
  /** On a half day of New York, slots are as much earlier as the close. */
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
  /** Of a rule for sessions alone; New York's where the calendar of the dataset is not known yet. */
  readonly isSession?: (date: string) => boolean
}
