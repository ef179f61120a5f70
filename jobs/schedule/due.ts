import { never } from '../../src/lib/assert.js'
import type { ParsedRule } from './rule.js'
import { slotsBetween } from './slots.js'

/** What happens to slots that were missed: all of them run late, only the newest does, or none. */
export type CatchUp = 'all' | 'latest' | 'none'

export interface DueSlots {
  /** Slots to run now, ascending. */
  readonly run: readonly number[]
  /** Missed slots that the policy skips. */
  readonly skip: readonly number[]
}

/** A slot found within this time was not missed: the scheduler wakes at least once a minute. */
const PUNCTUAL_MS = 5 * 60_000
/** Most slots looked back on; older ones are dropped, whatever the policy. */
const MOST_SLOTS = 10_000

/** The slots after the last one handled that are due by now. */
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
      const isPunctual = (slot: number) => nowMs - slot <= PUNCTUAL_MS
      return { run: missed.filter(isPunctual), skip: missed.filter((slot) => !isPunctual(slot)) }
    }
    default:
      return never(catchUp)
  }
}
