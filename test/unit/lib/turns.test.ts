import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { atOnce, inTurns, takeTurn } from '../../../src/lib/turns.js'

function busyFor(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end);
}

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
