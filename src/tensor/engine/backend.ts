import { createRequire } from 'node:module'
import { cpus } from 'node:os'
import * as tf from '@tensorflow/tfjs'
import { toError } from '../../lib/errors.js'

/** A backend that TensorFlow.js knows by now, and what it runs on. */
export interface Opened {
  readonly backend: string
  readonly version: string
  readonly device: string
  readonly threads: number
}

export const require = createRequire(import.meta.url)

export async function openCpu(): Promise<Opened> {
  return { backend: 'cpu', version: tf.version.tfjs, device: cpuModel(), threads: 1 }
}

/** Loads the first of the packages that loads. */
export function loadFirst(packages: readonly string[]): void {
  const reasons: string[] = []
  for (const name of packages) {
    try {
      require(name)
      return
    } catch (thrown) {
      reasons.push(loadFailure(name, toError(thrown)))
    }
  }
  throw new Error(reasons.join('; '))
}

function loadFailure(name: string, { message }: Error): string {
  if (message.includes(`Cannot find module '${name}'`)) return `${name} is not installed`
  if (message.includes('tfjs_binding.node'))
    return `${name} is installed without its native library`
  return `${name} does not load: ${message.split('\n')[0].trim()}`
}

export function cpuModel(): string {
  return cpus()[0]?.model.trim() ?? 'unknown CPU'
}
