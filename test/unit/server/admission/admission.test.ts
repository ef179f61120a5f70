import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import {
  Admission,
  type AdmissionOptions,
  type Leave,
} from '../../../../src/server/admission/admission.js'

function admission(options: Partial<AdmissionOptions> = {}) {
  const refusal = (caller: string) => new Error(`refused ${caller}`)
  const gate = new Admission({ capacity: 3, refusal, ...options })
  const entered: string[] = []
  const enter = (caller: string, weight?: number, signal?: AbortSignal) =>
    gate.enter({ caller, weight, signal }).then((leave) => {
      entered.push(caller)
      return leave
    })
  return { gate, enter, entered }
}

describe('admission', () => {
  it('admits up to its capacity, then in the order of arrival', async () => {
    const { gate, enter, entered } = admission()
    const leaves: Promise<Leave>[] = []
    for (const caller of ['a', 'b', 'c', 'd', 'e']) leaves.push(enter(caller))
    await sleep(1)
    expect(entered).toEqual(['a', 'b', 'c'])
    const leave = await leaves[1]
    leave()
    leave()
    await sleep(1)
    expect(entered).toEqual(['a', 'b', 'c', 'd'])
    expect(gate.stats()).toEqual({ waiting: 1, weight: 3 })
  })

  it('lets a caller at its own limit hold up nobody else', async () => {
    const { enter, entered } = admission({ perCaller: 1 })
    const first = enter('a')
    void enter('a')
    await enter('b')
    expect(entered).toEqual(['a', 'b'])
    ;(await first)()
    await sleep(1)
    expect(entered).toEqual(['a', 'b', 'a'])
  })

  it('admits what is heavier than its capacity alone', async () => {
    const { enter, entered } = admission()
    const small = await enter('a', 1)
    const heavy = enter('b', 10)
    void enter('c', 1)
    await sleep(1)
    expect(entered).toEqual(['a'])
    small()
    const leave = await heavy
    await sleep(1)
    expect(entered).toEqual(['a', 'b'])
    leave()
    await sleep(1)
    expect(entered).toEqual(['a', 'b', 'c'])
  })

  it('refuses after the longest wait, and where a caller has too many waiting', async () => {
    const { gate, enter } = admission({ capacity: 1, waitMs: 20, waitingPerCaller: 1 })
    await enter('a')
    const waiting = enter('b')
    await expect(enter('b')).rejects.toThrow('refused b')
    await expect(waiting).rejects.toThrow('refused b')
    expect(gate.stats()).toEqual({ waiting: 0, weight: 1 })
  })

  it('drops those that have left', async () => {
    const { gate, enter } = admission({ capacity: 1 })
    const leave = await enter('a')
    const abort = new AbortController()
    const waiting = enter('b', 1, abort.signal)
    abort.abort()
    await expect(waiting).rejects.toThrow('disconnected')
    await expect(enter('c', 1, abort.signal)).rejects.toThrow('disconnected')
    leave()
    expect(gate.stats()).toEqual({ waiting: 0, weight: 0 })
  })
})
