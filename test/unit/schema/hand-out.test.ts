import DataLoader from 'dataloader'
import { expect, it } from 'vitest'
import { HandOut } from '../../../schema/api/hand-out.js'

/** Longer than a turn of the event loop is used. */
function busyFor(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end);
}

it('reads the next values of all fields at once, though each field takes a turn of its own', async () => {
  const handOut = new HandOut()
  const batches: (readonly number[])[] = []
  const read = async (keys: readonly number[]) => {
    batches.push(keys)
    return keys
  }
  const loader = () =>
    handOut.inTurns(new DataLoader(read, { batchScheduleFn: handOut.afterwards }))
  const [first, second] = [loader(), loader()]
  const fields = [1, 2, 3, 4, 5].map(async (key) => {
    const value = await first.load(key)
    busyFor(6)
    return second.load(value)
  })
  expect(await Promise.all(fields)).toEqual([1, 2, 3, 4, 5])
  expect(batches).toEqual([
    [1, 2, 3, 4, 5],
    [1, 2, 3, 4, 5],
  ])
})
