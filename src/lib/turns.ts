import { performance } from 'node:perf_hooks'

/** How long one turn of the event loop may be used before others come first. */
const SLICE_MS = 5
/** How long a piece has only just begun. */
const FRESH_MS = 0.5
/** How many turns in a row are left to callers that connect. */
const TURNS_LEFT = 3

/** `write`: makes the bytes of an answer. `start`: begins a request. `compute`: anything else. */
type Piece = 'write' | 'start' | 'compute'

const waiting: Readonly<Record<Piece, (() => void)[]>> = { write: [], start: [], compute: [] }
/** When pieces of this turn of the event loop end; null before its first one. */
let endsAt: number | null = null
let isGranting = false
let isConnecting = false
let turnsLeft = 0
let last: Piece = 'compute'
/** When the last piece began. */
let began = Number.NEGATIVE_INFINITY

/**
 * Waits for its turn: work of more than a millisecond awaits this before each piece. Pieces run one after
 * the other until a turn of the event loop has been used for 5 ms; the rest goes on in the next turns, so
 * that requests which only need a moment are answered in between. What is written goes first, as it frees
 * what it is written from; then a request that starts and a computation by turns, first come, first served.
 * A piece that has only just begun goes on at once.
 */
export function takeTurn(piece: Piece = 'compute'): Promise<void> {
  if (performance.now() - began < FRESH_MS) return Promise.resolve()
  return new Promise((resolve) => {
    waiting[piece].push(resolve)
    grantSoon()
  })
}

/**
 * Leaves the next turn to callers that connect, three in a row at most: Node accepts one connection a
 * turn, so that the last of 64 callers would wait for 64 slices of computation.
 */
export function leaveTurn(): void {
  isConnecting = true
}

/** After the piece that runs, with all that follows from it: ticks come after all microtasks. */
function grantSoon(): void {
  if (isGranting) return
  isGranting = true
  queueMicrotask(() => process.nextTick(grant))
}

/** Lets the next piece run, and looks at the time again when it is done. */
function grant(): void {
  isGranting = false
  endsAt ??= beginTurn()
  if (performance.now() >= endsAt) return
  const piece = nextPiece()
  if (piece === null) return
  last = piece
  began = performance.now()
  waiting[piece].shift()?.()
  grantSoon()
}

function nextPiece(): Piece | null {
  const order: readonly Piece[] =
    last === 'start' ? ['write', 'compute', 'start'] : ['write', 'start', 'compute']
  return order.find((piece) => waiting[piece].length > 0) ?? null
}

function beginTurn(): number {
  setImmediate(() => {
    endsAt = null
    if (nextPiece() !== null) grantSoon()
  })
  turnsLeft = isConnecting && turnsLeft < TURNS_LEFT ? turnsLeft + 1 : 0
  isConnecting = false
  return turnsLeft > 0 ? 0 : performance.now() + SLICE_MS
}

/** Runs work that yields now and then, with a turn before each piece. */
export async function inTurns<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    await takeTurn()
    const { done, value } = work.next()
    if (done) return value
  }
}

/** What `map` makes of each item, in a turn of its own. */
export async function mapInTurns<T, R>(items: readonly T[], map: (item: T) => R): Promise<R[]> {
  const mapped: R[] = []
  for (const item of items) {
    await takeTurn()
    mapped.push(map(item))
  }
  return mapped
}

/** What `inTurns` gives, at once. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}
