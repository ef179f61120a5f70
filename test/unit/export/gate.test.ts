import { expect, it } from 'vitest'
import { createGate } from '../../../src/export/gate.js'

it('runs at most its width at once, in order, after errors too', async () => {
  const gate = createGate(2)
  let [inside, most] = [0, 0]
  const done: number[] = []
  const work = (n: number) => async () => {
    most = Math.max(most, ++inside)
    await new Promise((resolve) => setTimeout(resolve, 2))
    inside--
    if (n % 3 === 0) throw new Error(`${n}`)
    done.push(n)
  }
  await Promise.allSettled(Array.from({ length: 9 }, (_, n) => gate(work(n))))
  expect(most).toBe(2)
  expect(done).toEqual([1, 2, 4, 5, 7, 8])
  await gate(work(1))
  expect(inside).toBe(0)
})
