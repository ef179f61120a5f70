import type { Limits } from '../../config.js'
import { Admission } from '../admission/admission.js'
import { RateLimitedError } from '../auth/errors.js'

/** A burst of requests waits this long for its turn before it is refused. */
const WAIT_MS = 5000
const WAITING_PER_CALLER = 64
const RETRY_SECONDS = 10

type ExportLimits = Pick<Limits, 'exports' | 'exportsPerCaller'>

/** Admits as many exports as may run at once, of all callers and of each. */
export function exportAdmission({ exports, exportsPerCaller }: ExportLimits): Admission {
  return new Admission({
    capacity: exports,
    perCaller: exportsPerCaller,
    waitingPerCaller: WAITING_PER_CALLER,
    waitMs: WAIT_MS,
    refusal: () =>
      new RateLimitedError(
        `too many files are being read: one caller may read ${exportsPerCaller} at once, and all callers ` +
          `together ${exports}; try again in ${RETRY_SECONDS} s`,
        RETRY_SECONDS,
      ),
  })
}
