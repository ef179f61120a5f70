import { setImmediate as setImmediateCallback } from 'node:timers'
import { setImmediate } from 'node:timers/promises'
import { beforeEach, expect, it } from 'vitest'
import { atOnce, inTurns, leaveTurn, takeTurn } from '../../../src/lib/turns.js'

function busyFor(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end);
}

// A piece that has only just begun, of another test too, goes on at once.
beforeEach(() => busyFor(1))

it('lets the event loop go on between pieces of work, in the order in which they came', async () => {
  let turns = 0
  let counting = true
  const count = async () => {
    while (counting) {
      await setImmediate()
      turns++
    }
  }
  const counted = count()
  const order: number[] = []
  const work = Array.from({ length: 12 }, async (_, n) => {
    await takeTurn()
    busyFor(10)
    order.push(n)
  })
  await Promise.all(work)
  counting = false
  await counted
  expect(order).toEqual(Array.from({ length: 12 }, (_, n) => n))
  // Each piece takes longer than a slice.
  expect(turns).toBeGreaterThanOrEqual(11)
})

it('does short pieces in one turn', async () => {
  let turns = 0
  let counting = true
  const counted = (async () => {
    while (counting) {
      await setImmediate()
      turns++
    }
  })()
  for (let n = 0; n < 100; n++) await takeTurn()
  counting = false
  await counted
  expect(turns).toBeLessThan(50)
})

it('gives the same result in turns and at once', async () => {
  function* sum(to: number): Generator<void, number> {
    let total = 0
    for (let n = 1; n <= to; n++) {
      total += n
      yield
    }
    return total
  }
  expect([await inTurns(sum(10)), atOnce(sum(10))]).toEqual([55, 55])
})

it('lets an answer be written before others are computed, and a request start between two computations', async () => {
  const order: string[] = []
  const pieces = ['compute', 'compute', 'start', 'start', 'write'] as const
  await Promise.all(
    pieces.map(async (piece) => {
      await takeTurn(piece)
      order.push(piece)
    }),
  )
  expect(order).toEqual(['write', 'start', 'compute', 'start', 'compute'])
})

it('counts all that follows from a piece without waiting as part of it', async () => {
  const order: string[] = []
  await Promise.all(
    ['a', 'b'].map(async (name) => {
      await takeTurn()
      for (let step = 0; step < 3; step++) {
        order.push(name)
        await Promise.resolve()
      }
    }),
  )
  expect(order.join('')).toBe('aaabbb')
})

it('leaves three turns in a row to callers that connect, and then goes on', async () => {
  await takeTurn()
  let turns = 0
  let connecting = true
  const connect = () => {
    leaveTurn()
    turns++
    if (connecting) setImmediateCallback(connect)
  }
  setImmediateCallback(connect)
  await setImmediate()
  for (let n = 0; n < 3; n++) {
    const before = turns
    await takeTurn()
    busyFor(6)
    expect(turns - before).toBeGreaterThanOrEqual(n === 0 ? 0 : 3)
  }
  connecting = false
})
