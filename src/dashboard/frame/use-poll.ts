import { useEffect } from 'preact/hooks'
import { ask } from '../api/ask.js'
import { ApiError, asksForKey, isAbort } from '../api/errors.js'
import { LatestVersion } from '../api/operations.js'
import { askAgain, away, observe, version } from '../api/session.js'

const POLL_MS = 10_000

/** Looks for a new data version every ten seconds, and when the page becomes visible. */
export function usePoll(active: boolean): void {
  useEffect(() => {
    if (!active) return
    const look = () => void poll()
    const timer = setInterval(look, POLL_MS)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [active])
}

async function poll(): Promise<void> {
  if (document.hidden) return
  try {
    const { data, errors } = await ask(LatestVersion, {})
    if (away.value) askAgain()
    observe(errors)
    version.value = data.dataVersion.version
  } catch (error) {
    if (isAbort(error)) return
    if (!(error instanceof ApiError)) throw error
    observe(error.errors)
    // Revoked or expired: the page may no longer show what it showed.
    if (error.errors.some(asksForKey)) askAgain()
  }
}
