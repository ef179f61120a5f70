import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { folderCheckpoints, type TrainedSeed } from '../../../src/walkforward/checkpoints.js'

const TRAINED: TrainedSeed = {
  checkpoint: Uint8Array.from([10, 0, 255, 10, 13]),
  epochs: [
    {
      seed: 3,
      epoch: 1,
      loss: -0.1,
      netSharpe: 1.5,
      grossSharpe: 2,
      turnover: 0.3,
      explainedVariance: 0.4,
      effectiveFactors: 2.5,
      metrics: [{ name: 'perplexity', value: 3.5 }],
      best: true,
    },
  ],
  seconds: 12.5,
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkpoints '))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('checkpoints', () => {
  it('are restored unchanged', async () => {
    const store = folderCheckpoints(join(folder, 'run'))
    await store.save('test_2007_2008', 3, 'data', TRAINED)
    expect(await store.load('test_2007_2008', 3, 'data')).toEqual(TRAINED)
    expect(readdirSync(join(folder, 'run')).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('are distinguished by split and seed', async () => {
    const store = folderCheckpoints(folder)
    await store.save('test_2007_2008', 3, 'data', TRAINED)
    expect(await store.load('test_2007_2008', 4, 'data')).toBeNull()
    expect(await store.load('test_2008_2009', 3, 'data')).toBeNull()
  })

  it('of other data are not used', async () => {
    const store = folderCheckpoints(folder)
    await store.save('test_2007_2008', 3, 'data', TRAINED)
    expect(await store.load('test_2007_2008', 3, 'restated')).toBeNull()
  })

  it('that are truncated or altered are not used', async () => {
    const store = folderCheckpoints(folder)
    const file = join(folder, 'test_2007_2008-3.ckpt')
    await store.save('test_2007_2008', 3, 'data', TRAINED)
    const whole = readFileSync(file)
    writeFileSync(file, whole.subarray(0, -1))
    expect(await store.load('test_2007_2008', 3, 'data')).toBeNull()
    whole[whole.length - 1] ^= 1
    writeFileSync(file, whole)
    expect(await store.load('test_2007_2008', 3, 'data')).toBeNull()
    writeFileSync(file, '')
    expect(await store.load('test_2007_2008', 3, 'data')).toBeNull()
  })

  it('have the same bytes for any duration of the training', async () => {
    const [fast, slow] = [
      folderCheckpoints(join(folder, 'a')),
      folderCheckpoints(join(folder, 'b')),
    ]
    await fast.save('test_2007_2008', 3, 'data', TRAINED)
    await slow.save('test_2007_2008', 3, 'data', { ...TRAINED, seconds: 99 })
    const [a, b] = ['a', 'b'].map((name) =>
      readFileSync(join(folder, name, 'test_2007_2008-3.ckpt')),
    )
    expect(a.equals(b)).toBe(true)
  })
})
