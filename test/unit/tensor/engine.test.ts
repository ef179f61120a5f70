import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/lib/errors.js'
import { openEngine, probeEngines } from '../../../src/tensor/engine/engine.js'

interface WasmHeap {
  _malloc(bytes: number): number
  _free(address: number): void
}

describe.each(['cpu', 'wasm'] as const)('the %s engine', (name) => {
  it('opens, trains and describes itself', async () => {
    const info = await openEngine(name)
    expect(tf.getBackend()).toBe(name)
    expect(info).toMatchObject({ name, threads: 1, node: process.versions.node })
    const fused = info.device.includes('fused multiply-add')
    expect(info.version).toBe(fused ? '4.22.0+fma' : '4.22.0')
    expect(info.device).not.toBe('')
  })

  it('leaks no tensors', async () => {
    await openEngine(name)
    const before = tf.memory().numTensors
    await openEngine(name)
    expect(tf.memory().numTensors).toBe(before)
  })
})

it('auto opens the first engine that works', async () => {
  const probes = await probeEngines()
  const first = probes.find(({ name, available }) => available && name !== 'webgpu')
  expect((await openEngine('auto')).name).toBe(first?.name)
})

it('probing reports why an engine cannot run, and keeps the open one open', async () => {
  await openEngine('cpu')
  const probes = await probeEngines()
  expect(probes.map(({ name }) => name)).toEqual([
    'tfjs-node-gpu',
    'tfjs-node',
    'webgpu',
    'wasm',
    'cpu',
  ])
  expect(tf.getBackend()).toBe('cpu')
  for (const { available, reason } of probes.filter((probe) => !probe.available)) {
    expect(available).toBe(false)
    expect(reason).toMatch(/^not available: .+/)
    expect(reason).not.toMatch(/\n/)
  }
})

it('an engine that was named and cannot run is an error with a remedy', async () => {
  const missing = (await probeEngines()).find((probe) => !probe.available)
  if (!missing) throw new Error('every engine is available here: nothing to test')
  const opened = openEngine(missing.name)
  await expect(opened).rejects.toBeInstanceOf(UserError)
  await expect(opened).rejects.toThrow(
    new RegExp(`engine ${missing.name} is not available: .*; .*`),
  )
})

it('a full wasm heap throws and keeps existing tensors', async () => {
  await openEngine('wasm')
  const kept = tf.tensor1d([1, 2, 3])
  const { wasm } = tf.backend() as unknown as { wasm: WasmHeap }
  const large = wasm._malloc(3 * 2 ** 30)
  expect(() => wasm._malloc(2 ** 30)).toThrow(/the wasm heap is full: 1073741824 bytes requested/)
  expect(() => wasm._malloc(2 ** 32 + 8)).toThrow(/the wasm heap is full/)
  wasm._free(large)
  expect([...kept.dataSync()]).toEqual([1, 2, 3])
  kept.dispose()
})

it('opening wasm leaves no error listener on the process', async () => {
  await openEngine('wasm')
  const sources = process.rawListeners('unhandledRejection').map(String)
  expect(sources.filter((source) => /^function \(reason\) \{\s*throw reason/.test(source))).toEqual(
    [],
  )
})
