import { expect, it, vi } from 'vitest'
import { coalesced } from '../../../src/lib/coalesced.js'

/** A read whose calls are answered by hand. */
function byHand(patienceMs?: number) {
  const calls: { keys: readonly number[]; answer(): void; fail(): void }[] = []
  const read = coalesced<null, number, string>(
    (_, keys) =>
      new Promise((resolve, reject) => {
        const answer = () => resolve(keys.map((key) => `value ${key}`))
        calls.push({ keys, answer, fail: () => reject(new Error('away')) })
      }),
    patienceMs,
  )
  return { calls, ask: (...keys: number[]) => read(null, keys) }
}

const soon = () => new Promise((resolve) => setImmediate(resolve))

it('reads together what is asked for during a read, and nothing twice', async () => {
  const { calls, ask } = byHand()
  const [first, same, others] = [ask(1), ask(1), ask(2, 1, 3)]
  const more = ask(3, 4)
  expect(calls.map(({ keys }) => keys)).toEqual([[1]])
  calls[0].answer()
  expect(await Promise.all([first, same])).toEqual([['value 1'], ['value 1']])
  await soon()
  expect(calls.map(({ keys }) => keys)).toEqual([[1], [2, 3, 4]])
  calls[1].answer()
  expect(await others).toEqual(['value 2', 'value 1', 'value 3'])
  expect(await more).toEqual(['value 3', 'value 4'])
  const again = ask(1)
  await soon()
  expect(calls).toHaveLength(3)
  calls[2].answer()
  expect(await again).toEqual(['value 1'])
})

it('fails for those whose read failed, and reads on', async () => {
  const { calls, ask } = byHand()
  const [first, second] = [ask(1), ask(2)]
  calls[0].fail()
  await expect(first).rejects.toThrow('away')
  await soon()
  calls[1].answer()
  expect(await second).toEqual(['value 2'])
  const again = ask(1)
  await soon()
  calls[2].answer()
  expect(await again).toEqual(['value 1'])
})

it('reads on beside a call that does not end', async () => {
  const { calls, ask } = byHand(5)
  const stuck = ask(1)
  const other = ask(2)
  await vi.waitFor(() => expect(calls).toHaveLength(2))
  calls[1].answer()
  expect(await other).toEqual(['value 2'])
  const again = ask(1)
  await vi.waitFor(() => expect(calls).toHaveLength(3))
  calls[2].answer()
  expect(await again).toEqual(['value 1'])
  calls[0].answer()
  expect(await stuck).toEqual(['value 1'])
})
