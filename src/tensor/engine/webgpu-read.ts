import { setImmediate as nextTurn } from 'node:timers/promises'
import * as tf from '@tensorflow/tfjs'

/** What TensorFlow.js's webgpu backend is made of, as far as a download needs it. */
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
  /** Null where only the device has them. */
  readonly values: tf.TypedArray | null
  readonly dtype: 'float32' | 'int32' | 'bool'
  readonly resource: Buffer
}

/** `GPUBufferUsage.COPY_DST | MAP_READ` and `GPUMapMode.READ` of the WebGPU standard. */
const STAGING = 0x8 | 0x1
const READ = 0x1

/**
 * Gives the open webgpu backend a `dataSync` that works under Node: the backend's own draws the
 * bytes on a browser's canvas. Copies into a mapped buffer and ticks until the device is done.
 */
export async function readAtOnce(): Promise<void> {
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
 * The function in which Dawn looks for what the device has finished. Dawn hands it to
 * `setImmediate` when it is asked for something and has none there already, so: when it is idle.
 */
async function tickOf(device: Device): Promise<() => void> {
  for (let turn = 0; turn < TURNS; turn++) {
    await nextTurn()
    const buffer = device.createBuffer({ size: 4, usage: STAGING })
    const tick = handedToSetImmediate(() => void buffer.mapAsync(READ).catch(() => {}))
    buffer.destroy()
    if (tick) return tick
  }
  throw new Error('this version of webgpu cannot be read at once')
}

function handedToSetImmediate(run: () => void): (() => void) | undefined {
  const { setImmediate } = globalThis
  let handed: (() => void) | undefined
  const listening = (callback: () => void) => {
    handed = callback
    return setImmediate(callback)
  }
  globalThis.setImmediate = Object.assign(listening, setImmediate)
  try {
    run()
  } finally {
    globalThis.setImmediate = setImmediate
  }
  return handed
}

function download(backend: WebgpuBackend, source: Buffer, tick: () => void): ArrayBuffer {
  const staging = backend.device.createBuffer({ size: source.size, usage: STAGING })
  try {
    backend.ensureCommandEncoderReady()
    backend.endComputePassEncoder()
    backend.commandEncoder.copyBufferToBuffer(source, 0, staging, 0, source.size)
    backend.submitQueue()
    staging.mapAsync(READ).catch(() => {}) // a lost device: the state below says so
    while (staging.mapState === 'pending') tick()
    if (staging.mapState !== 'mapped') throw new Error('the WebGPU device was lost')
    return staging.getMappedRange().slice(0)
  } finally {
    staging.destroy()
  }
}
