/** The longest a timer can be set for; a later instant is checked again then. */
const LONGEST_MS = 2 ** 31 - 1

/** Calls back at an instant (ms), never where it is Infinity or undefined; the result cancels it. */
export function callAt(at: number | undefined, callback: () => void): () => void {
  if (at === undefined || at === Number.POSITIVE_INFINITY) return () => {}
  let timer: NodeJS.Timeout | undefined
  const wait = () => {
    const left = at - Date.now()
    timer = setTimeout(left > LONGEST_MS ? wait : callback, Math.max(0, Math.min(left, LONGEST_MS)))
    timer.unref()
  }
  wait()
  return () => clearTimeout(timer)
}
