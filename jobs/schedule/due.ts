import { never } from '../../src/lib/assert.js'
import { type ParsedRule, slotsBetween } from './rule.js'

/** What becomes of slots that nobody was there for: all run late, the newest runs, none runs. */
export type CatchUp = 'all' | 'latest' | 'none'

export interface DueSlots {
  /** Ascending: to be run now. */
  readonly run: readonly number[]
  /** Missed, and by the policy not to be run. */
  readonly skip: readonly number[]
}

/** A slot found no later than this was not missed: wake-ups come once a minute at the latest. */
export const PUNCTUAL_MS = 5 * 60_000
/** Slots looked back on at most; older ones are forgotten, whatever the policy. */
const MOST_SLOTS = 10_000

/** What of the slots after the last one dealt with is due now. */
export function dueSlots(
  rule: ParsedRule,
  catchUp: CatchUp,
  { lastMs, nowMs }: { readonly lastMs: number; readonly nowMs: number },
): DueSlots {
  const missed = slotsBetween(rule, lastMs, nowMs, MOST_SLOTS)
  switch (catchUp) {
    case 'all':
      return { run: missed, skip: [] }
    case 'latest':
      return { run: missed.slice(-1), skip: missed.slice(0, -1) }
    case 'none': {
      const punctual = missed.filter((slot) => nowMs - slot <= PUNCTUAL_MS)
      return { run: punctual, skip: missed.filter((slot) => !punctual.includes(slot)) }
    }
    default:
      return never(catchUp)
  }
}
