import { appendFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { InboxOutcome } from '../../jobs/tasks/inbox/inbox-outcome.js'
import { nextSession } from '../../src/data/calendar/xnys.js'
import type { DailyMarket } from './daily-market.js'
import type { Evenings, LiveState } from './evenings.js'

/** Faults of the file of a date. */
export type FaultKind =
  | 'late'
  | 'out of order'
  | 'repeated'
  | 'corrected the same evening'
  | 'corrected after a file that repeated the right close'
  | 'corrected after a file that repeated the wrong close'
  | 'dividend forgotten and corrected'
  | 'volume corrected'
  | 'empty'
  | 'header only'
  | 'half written, then renamed'
  | 'still growing'
  | 'cut off'
  | 'unreadable cell'
  | 'previous rows left out'
  | 'symbol changed'

export interface DeliveryOptions {
  readonly market: DailyMarket
  readonly dates: readonly string[]
  /** By index of the date. */
  readonly faults: ReadonlyMap<number, FaultKind>
  /** The symbol whose rows are corrected. */
  readonly symbol: string
}

export interface Delivery {
  /** The book decided for a date, as served before the file of that date arrived. */
  readonly decided: ReadonlyMap<string, Readonly<Record<string, number>>>
  /** Dates whose book was decided on data that were corrected later. */
  readonly corrected: ReadonlySet<string>
  readonly publications: number
  readonly outcomes: Readonly<Record<string, number>>
  readonly live: LiveState
}

const WRONG = 1.05

/** Delivers a market evening by evening over a year, with faults in some files. */
export async function deliver(
  evenings: Evenings,
  { market, dates, faults, symbol }: DeliveryOptions,
): Promise<Delivery> {
  const decided = new Map<string, Readonly<Record<string, number>>>()
  const corrected = new Set<string>()
  const outcomes: Record<string, number> = {}
  let live = await evenings.live()
  let publications = 0
  let members = ''
  const nameOf = (date: string) => `prices-${date}.csv`

  const note = (inbox: InboxOutcome): InboxOutcome => {
    for (const { outcome, role } of inbox.files) {
      if (role === 'prices') outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    }
    if (inbox.restatedFrom !== null) {
      for (const date of decided.keys()) if (date > inbox.restatedFrom) corrected.add(date)
    }
    return inbox
  }
  const ingest = async (date?: string, options = {}) => note(await evenings.ingest(date, options))
  const outcomeOf = (inbox: InboxOutcome, name: string) =>
    inbox.files.find((file) => file.name === name)?.outcome

  /** Scores after `date`: its book is decided before the next file comes. */
  const score = async (date: string): Promise<void> => {
    const before = live
    const { published, nextDate } = await evenings.score()
    expect(published).toHaveLength(1)
    expect(nextDate).toBe(nextSession(date))
    live = await evenings.live()
    publications++
    expect(live.version).toBeGreaterThan(before.version)
    expect([live.scoredTo, live.nextDate]).toEqual([date, nextDate])
    const book = live.books.get(nextDate) ?? {}
    const size = sizeOf(Object.values(book))
    if (size !== 0) expect(size).toBeCloseTo(1, 5) // on some days nothing is traded
    for (const [asset, [, target]] of Object.entries(live.orders)) {
      expect(target).toBe(book[asset] ?? 0)
    }
    decided.set(nextDate, book)
  }
  const deliver = async (date: string, text = market.daily(date)): Promise<void> => {
    evenings.deliver(nameOf(date), text)
    expect(outcomeOf(await ingest(date), nameOf(date))).toBe('ingested')
    await score(date)
  }
  const correct = async (date: string, latest: string): Promise<void> => {
    const name = `prices-${date}-corrected.csv`
    evenings.deliver(name, market.daily(date))
    const inbox = await ingest(latest)
    expect(outcomeOf(inbox, name)).toBe('restated')
    expect(inbox.restatedFrom).toBe(date)
    await score(latest)
  }
  /** A file that is rejected without effect; then the right one under the same name. */
  const refuse = async (date: string, text: string, reason: RegExp): Promise<void> => {
    evenings.deliver(nameOf(date), text)
    const inbox = await ingest(date)
    const refused = inbox.files.find(({ name }) => name === nameOf(date))
    expect(refused?.outcome).toBe('rejected')
    expect(refused?.reason).toMatch(reason)
    expect((await evenings.score()).published).toEqual([])
    expect((await evenings.live()).version).toBe(live.version)
    await deliver(date)
  }

  for (let k = 0; k < dates.length; k++) {
    const [date, next] = [dates[k], dates[k + 1]]
    const right = market.daily(date)
    const membership = market.membership(date)
    if (membership !== members) evenings.deliver('membership.csv', membership)
    members = membership
    const wrong = { wrongClose: { [symbol]: WRONG } }
    switch (faults.get(k)) {
      case 'late':
        expect((await ingest(date)).files.filter(({ role }) => role === 'prices')).toEqual([])
        expect((await evenings.score()).published).toEqual([])
        evenings.deliver(nameOf(next), market.daily(next))
        expect(outcomeOf(await ingest(next), nameOf(next))).toBe('waiting')
        await deliver(date)
        expect(outcomeOf(await ingest(next), nameOf(next))).toBe('ingested')
        await score(next)
        k++
        break
      case 'out of order':
        evenings.deliver(nameOf(next), market.daily(next))
        expect(outcomeOf(await ingest(), nameOf(next))).toBe('waiting')
        expect((await evenings.score()).published).toEqual([])
        await deliver(date)
        expect(outcomeOf(await ingest(next), nameOf(next))).toBe('ingested')
        await score(next)
        k++
        break
      case 'repeated':
        await deliver(date)
        evenings.deliver(`again-${date}.csv`, right)
        evenings.deliver(nameOf(date), right)
        expect(outcomeOf(await ingest(date), `again-${date}.csv`)).toBe('repeated')
        expect((await ingest(date)).files).toEqual([])
        expect((await evenings.score()).published).toEqual([])
        break
      case 'corrected the same evening':
        await deliver(date, market.daily(date, wrong))
        await correct(date, date)
        break
      case 'corrected after a file that repeated the right close':
        await deliver(date, market.daily(date, wrong))
        await deliver(next)
        await correct(date, next)
        k++
        break
      case 'corrected after a file that repeated the wrong close':
        await deliver(date, market.daily(date, wrong))
        await deliver(next, market.daily(next, { wrongPrevious: { [symbol]: WRONG } }))
        await correct(date, next)
        k++
        break
      case 'dividend forgotten and corrected':
        await deliver(date, market.daily(date, { wrongLevel: { [symbol]: 1.01 } }))
        await deliver(next)
        await correct(date, next)
        k++
        break
      case 'volume corrected':
        await deliver(date, market.daily(date, { wrongVolume: { [symbol]: 3 } }))
        await correctQuietly(date)
        break
      case 'empty':
        await refuse(date, '', /is empty/)
        break
      case 'header only':
        await refuse(date, right.slice(0, right.indexOf('\n') + 1), /no rows after its header/)
        break
      case 'half written, then renamed': {
        const name = `${nameOf(date)}.part`
        evenings.deliver(name, right.slice(0, right.length / 2))
        expect(outcomeOf(await ingest(date), name)).toBeUndefined()
        expect((await evenings.score()).published).toEqual([])
        appendFileSync(join(evenings.inbox, name), right.slice(right.length / 2))
        renameSync(join(evenings.inbox, name), join(evenings.inbox, nameOf(date)))
        expect(outcomeOf(await ingest(date), nameOf(date))).toBe('ingested')
        await score(date)
        break
      }
      case 'still growing': {
        const [half, rest] = [right.slice(0, right.length / 2), right.slice(right.length / 2)]
        evenings.deliver(nameOf(date), half)
        const looking = ingest(date, { settleMs: 300 })
        await new Promise((resolve) => setTimeout(resolve, 150))
        appendFileSync(join(evenings.inbox, nameOf(date)), rest)
        expect(outcomeOf(await looking, nameOf(date))).toBe('growing')
        expect((await evenings.score()).published).toEqual([])
        expect(outcomeOf(await ingest(date), nameOf(date))).toBe('ingested')
        await score(date)
        break
      }
      case 'cut off':
        await refuse(
          date,
          market.daily(date, { rows: market.listed(date).length }),
          /is it complete/,
        )
        break
      case 'unreadable cell':
        await refuse(
          date,
          right.replace(/(\d+\.\d+)\n$/m, 'n/a\n').replace(/,(\d+)\n$/, ',n/a\n'),
          /n\/a/,
        )
        break
      case 'previous rows left out': {
        const [header, ...lines] = right.trimEnd().split('\n')
        const alone = [header, ...lines.filter((line) => line.startsWith(date))]
        await refuse(date, `${alone.join('\n')}\n`, /does not repeat the previous row/)
        break
      }
      case 'symbol changed': {
        evenings.deliver(nameOf(date), right)
        const inbox = await ingest(date)
        expect(inbox.files.find(({ name }) => name === nameOf(date))?.reason).toMatch(
          /renames\.csv/,
        )
        const lines = market.renames.map(({ date: on, from, to }) => `${on},${from},${to}`)
        evenings.deliver('renames.csv', `date,old_symbol,new_symbol\n${lines.join('\n')}\n`)
        rmSync(join(evenings.inbox, nameOf(date)))
        evenings.deliver(`renamed-${date}.csv`, `${right}\n`)
        expect(outcomeOf(await ingest(date), `renamed-${date}.csv`)).toBe('ingested')
        await score(date)
        break
      }
      default:
        await deliver(date)
    }
  }
  return { decided, corrected, publications, outcomes, live }

  /** A correction that may leave the published results unchanged. */
  async function correctQuietly(date: string): Promise<void> {
    const name = `prices-${date}-corrected.csv`
    evenings.deliver(name, market.daily(date))
    expect(outcomeOf(await ingest(date), name)).toBe('restated')
    await evenings.score()
    live = await evenings.live()
    decided.set(live.nextDate as string, live.books.get(live.nextDate as string) ?? {})
  }
}

function sizeOf(weights: readonly number[]): number {
  return weights.reduce((sum, weight) => sum + Math.abs(weight), 0)
}
