import { afterEach, describe, expect, it, vi } from 'vitest'
import { createInterrupt } from '../../../../jobs/session/interrupt.js'

afterEach(() => vi.restoreAllMocks())

describe('Ctrl-C', () => {
  it('requests a stop the first time and ends the program the second time', () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never)
    using interrupt = createInterrupt()
    expect(interrupt.signal.aborted).toBe(false)
    process.emit('SIGINT')
    expect(interrupt.signal.aborted).toBe(true)
    expect(exit).not.toHaveBeenCalled()
    process.emit('SIGINT')
    expect(exit).toHaveBeenCalledWith(130)
  })

  it('is handled by Node again afterwards', () => {
    const before = process.listenerCount('SIGINT')
    {
      using _interrupt = createInterrupt()
      expect(process.listenerCount('SIGINT')).toBe(before + 1)
    }
    expect(process.listenerCount('SIGINT')).toBe(before)
  })
})
