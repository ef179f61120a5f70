import { describe, expect, it } from 'vitest'
import { dueSlots } from '../../../../jobs/schedule/due.js'
import { onCalendars } from '../../../../jobs/schedule/on-calendar.js'
import { parseRule } from '../../../../jobs/schedule/parse-rule.js'
import type { ParsedRule } from '../../../../jobs/schedule/rule.js'
import { scheduleOf } from '../../../../jobs/schedule/schedule.js'
import { slotsBetween } from '../../../../jobs/schedule/slots.js'
import { inferCalendar } from '../../../../src/data/calendar/infer.js'
import { sessionsOf } from '../../../_util/exchange-calendars.js'

const MINUTE = 60_000
const everyMinute = parseRule({ cron: '* * * * *', timeZone: 'UTC' })

describe('slots missed for twenty minutes', () => {
  const asked = { lastMs: 0, nowMs: 20 * MINUTE + 500 }

  it('are all run in order under "all"', () => {
    const { run, skip } = dueSlots(everyMinute, 'all', asked)
    expect(run).toEqual(Array.from({ length: 20 }, (_, i) => (i + 1) * MINUTE))
    expect(skip).toEqual([])
  })

  it('are run once, for the newest slot, under "latest"', () => {
    const { run, skip } = dueSlots(everyMinute, 'latest', asked)
    expect(run).toEqual([20 * MINUTE])
    expect(skip).toHaveLength(19)
  })

  it('are skipped under "none", except those just passed', () => {
    const { run, skip } = dueSlots(everyMinute, 'none', asked)
    expect(run).toEqual([16, 17, 18, 19, 20].map((n) => n * MINUTE))
    expect(skip).toHaveLength(15)
  })
})

it('no slot is due after a clock was set back', () => {
  expect(dueSlots(everyMinute, 'all', { lastMs: 60 * MINUTE, nowMs: MINUTE })).toEqual({
    run: [],
    skip: [],
  })
})

describe('the schedule', () => {
  it('has every scheduled task with a next slot', () => {
    expect(scheduleOf().map(({ task }) => task)).toEqual([
      'ingest',
      'score',
      'refit',
      'prune',
      'health',
    ])
  })

  it('can be changed and reduced by the settings', () => {
    const [score, ...rest] = scheduleOf({
      ingest: false,
      refit: false,
      prune: false,
      health: false,
      score: { cron: '5 19 * * *', options: { dataset: 'mine' } },
    })
    expect(rest).toEqual([])
    expect(score.rule).toMatchObject({
      cron: '5 19 * * *',
      exchange: 'dataset',
      followsClose: true,
    })
    expect(score.options).toEqual({ dataset: 'mine' })
  })

  it('is due on the sessions of the calendar of a dataset', async () => {
    const saudi = inferCalendar(sessionsOf('saudi', '2019-01-01', '2020-12-24'))
    const entries = await onCalendars(scheduleOf(), async () => saudi)
    const score = entries.find(({ task }) => task === 'score')
    expect(score?.rule).toMatchObject({ exchange: 'inferred', followsClose: false })
    const days = slotsBetween(
      score?.rule as ParsedRule,
      Date.parse('2020-12-24T12:00Z'),
      Date.parse('2020-12-30T12:00Z'),
    ).map((ms) => new Date(ms).toISOString().slice(0, 10))
    expect(days).toEqual(['2020-12-24', '2020-12-27', '2020-12-28', '2020-12-29'])
  })

  it('names an invalid entry', () => {
    expect(() => scheduleOf({ score: { cron: 'noon' } })).toThrow(/schedule.score: cron "noon"/)
    expect(() => scheduleOf({ score: { exchange: null } })).toThrow(
      /followsClose needs an exchange/,
    )
  })
})
