import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { queryAdmission } from '../../../../src/server/cost/query-admission.js'

it('runs queries that cost no more together than one may, and light ones at once', async () => {
  const admission = queryAdmission(50_000)
  const entered: string[] = []
  const enter = (caller: string, cost: number, name = caller) =>
    admission.enter(cost, { caller }).then((leave) => {
      entered.push(name)
      return leave
    })
  const first = await enter('a', 20_000)
  void enter('a', 20_000, 'second of a')
  await enter('b', 20_000)
  const heavy = enter('c', 50_000)
  await enter('d', 20)
  await sleep(5)
  // A caller has half; what is too heavy now waits.
  expect(entered).toEqual(['a', 'b', 'd'])
  first()
  await sleep(5)
  expect(entered).toEqual(['a', 'b', 'd', 'second of a'])
  void heavy
})

it('drops a query whose client has left', async () => {
  const admission = queryAdmission(1000)
  await admission.enter(1000, { caller: 'a' })
  const abort = new AbortController()
  const waiting = admission.enter(1000, { caller: 'b', signal: abort.signal })
  abort.abort()
  await expect(waiting).rejects.toThrow('disconnected')
})
