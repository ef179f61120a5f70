import { describe, expect, it } from 'vitest'
import { type PoolOptions, runSplits } from '../../../../jobs/pool/pool.js'
import type { SplitTask } from '../../../../jobs/pool/split-task.js'
import { AbortedError } from '../../../../src/lib/errors.js'

/** A thread program whose behaviour is chosen by the name of the split. */
const PROGRAM = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort, workerData } from 'node:worker_threads'
    const { name } = workerData.split
    const done = () => { parentPort.postMessage({ kind: 'result', result: { split: workerData.split } }); parentPort.close() }
    parentPort.on('message', (message) => { if (message === 'stop') parentPort.close() })
    console.warn('greetings')
    parentPort.postMessage({ kind: 'date', done: 1, count: 2 })
    if (name === 'throws') throw new Error('no memory for you')
    if (name === 'dies') process.exit(3)
    if (name === 'rejects') { Promise.reject(new Error('an uncaught error')); setTimeout(() => {}, 60000) }
    if (name === 'later') setTimeout(() => { throw new TypeError('too late') }, 20)
    if (name === 'gorges') { const kept = []; while (true) kept.push(Array.from({ length: 1000 }, (_, i) => ({ i }))) }
    if (name === 'fails') { parentPort.postMessage({ kind: 'failure', reason: 'nothing to trade', retryable: false }); parentPort.close() }
    if (name === 'deaf') { const end = Date.now() + 60000; while (Date.now() < end); }
    if (name === 'good') done()
    if (name === 'slow') setTimeout(done, 150)
    if (name === 'waits') setTimeout(done, 60000).unref()
  `)}`,
)

function task(name: string): SplitTask {
  return { split: { name } } as unknown as SplitTask // the program reads nothing else
}

async function run(names: readonly string[], options: Partial<PoolOptions> = {}) {
  const log: string[] = []
  await runSplits(names.map(task), {
    workers: 2,
    signal: new AbortController().signal,
    program: PROGRAM,
    onResult: async (_task, result) => void log.push(`result ${result.split.name}`),
    onFailure: async ({ split }, { reason }) => void log.push(`${split.name}: ${reason}`),
    ...options,
  })
  return log
}

describe('splits in the thread pool', () => {
  it('all return their results', async () => {
    expect((await run(['good', 'slow', 'good'])).sort()).toEqual([
      'result good',
      'result good',
      'result slow',
    ])
  })

  it('are computed one at a time and in order with one worker', async () => {
    const started: string[] = []
    const onStart = ({ split }: SplitTask) => void started.push(split.name)
    expect(await run(['slow', 'good'], { workers: 1, onStart })).toEqual([
      'result slow',
      'result good',
    ])
    expect(started).toEqual(['slow', 'good'])
  })

  it('fail without failing other splits, each with its reason', async () => {
    const log = await run(['throws', 'dies', 'fails', 'good'])
    expect(log.sort()).toEqual([
      expect.stringMatching(/^dies: its thread ended with exit code 3 and no result/),
      'fails: nothing to trade',
      'result good',
      'throws: no memory for you',
    ])
  })

  it('that end by an uncaught error, an exit or a lack of memory fail only themselves', async () => {
    const log = await run(['rejects', 'later', 'dies', 'gorges', 'good'], { heapMb: 32 })
    expect(log.sort()).toEqual([
      expect.stringMatching(/^dies: its thread ended with exit code 3/),
      expect.stringMatching(/^gorges: .*memory/),
      'later: too late',
      'rejects: an uncaught error',
      'result good',
    ])
  })

  it('report their progress', async () => {
    const seen: unknown[] = []
    await run(['good'], {
      onDate: ({ split }, done, count) => seen.push([split.name, done, count]),
    })
    expect(seen).toEqual([['good', 1, 2]])
  })

  it('are published one at a time', async () => {
    let [inside, most] = [0, 0]
    const onResult = async () => {
      most = Math.max(most, ++inside)
      await new Promise((resolve) => setTimeout(resolve, 50))
      inside--
    }
    await run(['good', 'good', 'good'], { onResult })
    expect(most).toBe(1)
  })

  it('stop on an abort, and no further split is started', async () => {
    const controller = new AbortController()
    const started: string[] = []
    const onStart = ({ split }: SplitTask) => {
      started.push(split.name)
      setTimeout(() => controller.abort(), 100)
    }
    const running = run(['waits', 'good'], { workers: 1, signal: controller.signal, onStart })
    await expect(running).rejects.toThrow(AbortedError)
    expect(started).toEqual(['waits'])
  })

  it('are terminated where they ignore an abort', async () => {
    const controller = new AbortController()
    const onDate = () => controller.abort()
    const start = performance.now()
    await expect(run(['deaf'], { signal: controller.signal, onDate })).rejects.toThrow(AbortedError)
    expect(performance.now() - start).toBeLessThan(10_000)
  })

  it('fail with the error of a publication', async () => {
    const onResult = async () => {
      throw new Error('the database went away')
    }
    await expect(run(['good', 'waits'], { onResult })).rejects.toThrow('the database went away')
  })
})
