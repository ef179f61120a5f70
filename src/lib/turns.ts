import { performance } from 'node:perf_hooks'

/** How long one turn of the event loop may be used before others come first. */
const SLICE_MS = 8

const waiting: (() => void)[] = []
/** When the work of this turn of the loop began; null before it. */
let began: number | null = null
let isGranting = false

/**
 * Waits for its turn: work of more than a millisecond awaits this before each piece. Pieces run one after
 * the other until a turn of the event loop has been used for 8 ms; the rest goes on in the next turns,
 * first come, first served, so that requests which only need a moment are answered in between.
 */
export function takeTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve)
    grantSoon()
  })
}

function grantSoon(): void {
  if (isGranting) return
  isGranting = true
  queueMicrotask(grant)
}

/** Lets the first go on, and looks at the time again when it has done its piece. */
function grant(): void {
  isGranting = false
  if (began === null) beginTurn()
  else if (performance.now() - began >= SLICE_MS) return
  const resume = waiting.shift()
  if (!resume) return
  resume()
  grantSoon()
}

function beginTurn(): void {
  began = performance.now()
  setImmediate(() => {
    began = null
    if (waiting.length > 0) grantSoon()
  })
}

/** Runs work that yields now and then, with a turn before each piece. */
export async function inTurns<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    await takeTurn()
    const { done, value } = work.next()
    if (done) return value
  }
}

/** The same at once. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}
