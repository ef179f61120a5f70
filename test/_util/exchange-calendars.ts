import { addDays, toUtcMs } from '../../src/lib/dates.js'

/** Rules of exchanges that tests make sessions from; holidays as the exchanges published them. */
interface Exchange {
  readonly weekdays: readonly number[]
  readonly closings: readonly string[]
  readonly openings?: readonly string[]
}

const span = (from: string, to: string): string[] => {
  const dates = [from]
  while ((dates.at(-1) as string) < to) dates.push(addDays(dates.at(-1) as string, 1))
  return dates
}

const GOOD_FRIDAYS = ['2018-03-30', '2019-04-19', '2020-04-10', '2021-04-02']

/** 2018 to the spring of 2021. */
const EXCHANGES = {
  /** Sunday to Thursday; feasts and the national day. */
  saudi: {
    weekdays: [0, 1, 2, 3, 4],
    closings: [
      ...span('2018-06-15', '2018-06-19'),
      ...span('2018-08-19', '2018-08-25'),
      '2018-09-23',
      ...span('2019-06-02', '2019-06-08'),
      ...span('2019-08-09', '2019-08-17'),
      '2019-09-23',
      ...span('2020-05-22', '2020-05-27'),
      ...span('2020-07-30', '2020-08-08'),
      '2020-09-23',
    ],
  },
  shanghai: {
    weekdays: [1, 2, 3, 4, 5],
    closings: [
      '2018-01-01',
      ...span('2018-02-15', '2018-02-21'),
      ...span('2018-04-05', '2018-04-06'),
      ...span('2018-04-30', '2018-05-01'),
      '2018-06-18',
      '2018-09-24',
      ...span('2018-10-01', '2018-10-05'),
      ...['2018-12-31', '2019-01-01'],
      ...span('2019-02-04', '2019-02-08'),
      '2019-04-05',
      ...span('2019-05-01', '2019-05-03'),
      '2019-06-07',
      '2019-09-13',
      ...span('2019-10-01', '2019-10-07'),
      '2020-01-01',
      ...span('2020-01-24', '2020-01-31'),
      '2020-04-06',
      ...span('2020-05-01', '2020-05-05'),
      ...span('2020-06-25', '2020-06-26'),
      ...span('2020-10-01', '2020-10-08'),
      '2021-01-01',
      ...span('2021-02-11', '2021-02-17'),
    ],
  },
  /** Weekdays with holidays, and the Saturday on which the budget of 2020 was read. */
  india: {
    weekdays: [1, 2, 3, 4, 5],
    closings: [
      ...['2018-01-26', '2018-02-13', '2018-03-02', '2018-05-01', '2018-08-15', '2018-10-02'],
      ...['2018-12-25', '2019-03-04', '2019-03-21', '2019-05-01', '2019-08-15', '2019-10-02'],
      ...['2019-12-25', '2020-02-21', '2020-03-10', '2020-05-01', '2020-10-02', '2020-11-16'],
      ...['2020-12-25', '2021-01-26', ...GOOD_FRIDAYS],
    ],
    openings: ['2020-02-01'],
  },
  hongKong: {
    weekdays: [1, 2, 3, 4, 5],
    closings: [
      ...['2018-01-01', '2018-02-16', '2018-02-19', '2018-04-02', '2018-04-05', '2018-05-01'],
      ...['2018-05-22', '2018-06-18', '2018-07-02', '2018-09-25', '2018-10-01', '2018-10-17'],
      ...['2018-12-25', '2018-12-26', '2019-01-01', '2019-02-05', '2019-02-06', '2019-02-07'],
      ...['2019-04-05', '2019-04-22', '2019-05-01', '2019-05-13', '2019-06-07', '2019-07-01'],
      ...['2019-10-01', '2019-10-07', '2019-12-25', '2019-12-26', '2020-01-01', '2020-01-27'],
      ...['2020-01-28', '2020-04-13', '2020-04-30', '2020-05-01', '2020-06-25', '2020-07-01'],
      ...['2020-10-01', '2020-10-02', '2020-10-26', '2020-12-25', '2021-01-01', '2021-02-12'],
      ...['2021-02-15', ...GOOD_FRIDAYS],
    ],
  },
  crypto: { weekdays: [0, 1, 2, 3, 4, 5, 6], closings: [] },
} as const satisfies Record<string, Exchange>

export type ExchangeName = keyof typeof EXCHANGES

/** Sessions of an exchange from `from` to `to`. */
export function sessionsOf(name: ExchangeName, from: string, to: string): string[] {
  const { weekdays, closings, openings = [] }: Exchange = EXCHANGES[name]
  return span(from, to).filter((date) => {
    if (openings.includes(date)) return true
    return weekdays.includes(new Date(toUtcMs(date)).getUTCDay()) && !closings.includes(date)
  })
}
