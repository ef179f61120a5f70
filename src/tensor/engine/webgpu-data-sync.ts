import { setImmediate as nextTurn } from 'node:timers/promises'
import * as tf from '@tensorflow/tfjs'

/** The parts of TensorFlow.js's webgpu backend that a download needs. */
interface WebgpuBackend {
  readonly device: Device
  readonly tensorMap: { get(dataId: object): Stored }
  readonly commandEncoder: {
    copyBufferToBuffer(from: Buffer, at: number, to: Buffer, start: number, bytes: number): void
  }
  ensureCommandEncoderReady(): void
  endComputePassEncoder(): void
  submitQueue(): void
  convertAndCacheOnCPU(dataId: object, values: tf.TypedArray): void
  readSync(dataId: object): tf.TypedArray
}

interface Device {
  createBuffer(options: { size: number; usage: number }): Buffer
}

interface Buffer {
  readonly size: number
  readonly mapState: 'unmapped' | 'pending' | 'mapped'
  mapAsync(mode: number): Promise<void>
  getMappedRange(): ArrayBuffer
  destroy(): void
}

interface Stored {
  /** Null where the values are on the device alone. */
  readonly values: tf.TypedArray | null
  readonly dtype: 'float32' | 'int32' | 'bool'
  readonly resource: Buffer
}

/** `GPUBufferUsage.COPY_DST | MAP_READ` and `GPUMapMode.READ` of the WebGPU standard. */
const STAGING = 0x8 | 0x1
const READ = 0x1

/**
 * Replaces the open webgpu backend's `readSync` with one that works under Node: the backend's own draws
 * the bytes on a browser's canvas. Copies to a staging buffer and ticks Dawn until it is mapped.
 */
export async function installDataSync(): Promise<void> {
  const backend = tf.backend() as unknown as WebgpuBackend
  if (Object.hasOwn(backend, 'readSync')) return
  const tick = await tickOf(backend.device)
  backend.readSync = (dataId) => {
    const { values, dtype, resource } = backend.tensorMap.get(dataId)
    if (values) return values
    const bytes = download(backend, resource, tick)
    const read = tf.util.convertBackendValuesAndArrayBuffer(bytes, dtype) as tf.TypedArray
    backend.convertAndCacheOnCPU(dataId, read)
    return read
  }
}

const TURNS = 100

/**
 * Dawn's tick, the function that completes finished device work. Dawn passes it to `setImmediate` on a
 * request, unless one is scheduled already; so the request is made when Dawn is idle.
 */
async function tickOf(device: Device): Promise<() => void> {
  for (let turn = 0; turn < TURNS; turn++) {
    await nextTurn()
    const buffer = device.createBuffer({ size: 4, usage: STAGING })
    const tick = passedToSetImmediate(() => void buffer.mapAsync(READ).catch(() => {}))
    buffer.destroy()
    if (tick) return tick
  }
  throw new Error('this version of webgpu does not support dataSync')
}

function passedToSetImmediate(run: () => void): (() => void) | undefined {
  const { setImmediate } = globalThis
  let passed: (() => void) | undefined
  const recording = (callback: () => void) => {
    passed = callback
    return setImmediate(callback)
  }
  globalThis.setImmediate = Object.assign(recording, setImmediate)
  try {
    run()
  } finally {
    globalThis.setImmediate = setImmediate
  }
  return passed
}

function download(backend: WebgpuBackend, source: Buffer, tick: () => void): ArrayBuffer {
  const staging = backend.device.createBuffer({ size: source.size, usage: STAGING })
  try {
    backend.ensureCommandEncoderReady()
    backend.endComputePassEncoder()
    backend.commandEncoder.copyBufferToBuffer(source, 0, staging, 0, source.size)
    backend.submitQueue()
    staging.mapAsync(READ).catch(() => {}) // a lost device shows in the state below
    while (staging.mapState === 'pending') tick()
    if (staging.mapState !== 'mapped') throw new Error('the WebGPU device was lost')
    return staging.getMappedRange().slice(0)
  } finally {
    staging.destroy()
  }
}
