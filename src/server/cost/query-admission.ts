import type { Context } from '../../../schema/api/context.js'
import { takeTurn } from '../../lib/turns.js'
import { Admission, type Leave } from '../admission/admission.js'
import { RateLimitedError } from '../auth/errors.js'

/** Queries that cost less take a moment, and wait for nothing. */
const LIGHT = 100
const LONGEST_WAIT_MS = 60_000
const RETRY_SECONDS = 10

/** Admits queries by their cost. */
export interface QueryAdmission {
  enter(cost: number, from: Pick<Context, 'caller' | 'signal'>): Promise<Leave>
}

/**
 * The queries that run at one time cost no more together than one of them may, those of one caller no more
 * than half; others wait. Light ones never do.
 */
export function queryAdmission(limit: number): QueryAdmission {
  const admission = new Admission({
    capacity: limit,
    perCaller: limit / 2,
    waitMs: LONGEST_WAIT_MS,
    refusal: () =>
      new RateLimitedError(
        `queries that came first took longer than ${LONGEST_WAIT_MS / 1000} s: send fewer at once, or smaller ones`,
        RETRY_SECONDS,
      ),
  })
  return {
    async enter(cost, { caller, signal }) {
      if (cost < LIGHT) return () => {}
      const leave = await admission.enter({ caller, signal, weight: cost })
      // One that ends admits others, which would all run at once.
      await takeTurn()
      return leave
    },
  }
}
