import { cpus } from 'node:os'
import * as tf from '@tensorflow/tfjs'
import type { Opened } from './opened.js'

/** TensorFlow.js's own JavaScript backend. */
export async function openCpu(): Promise<Opened> {
  return { backend: 'cpu', version: tf.version.tfjs, device: cpuModel(), threads: 1 }
}

export function cpuModel(): string {
  return cpus()[0]?.model.trim() ?? 'unknown CPU'
}
