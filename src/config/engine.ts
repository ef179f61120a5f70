import { UserError } from '../lib/errors.js'
import type { Env } from './variables.js'

export const ENGINE_CHOICES = [
  'auto',
  'tfjs-node-gpu',
  'tfjs-node',
  'webgpu',
  'wasm',
  'cpu',
] as const
export type EngineChoice = (typeof ENGINE_CHOICES)[number]

/** One thread an engine: splits side by side gain more, and bits depend on the number. */
const THREADS = ['TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS', 'OMP_NUM_THREADS'] as const

/** Threads of the native engine, for each split in training. */
export function engineThreads(env: Env): number {
  const [variable] = THREADS
  const threads = Number(env[variable] || 1)
  if (Number.isInteger(threads) && threads > 0) return threads
  throw new UserError(`${variable}=${env[variable]}: write a whole number of at least 1`)
}

/**
 * Only errors; oneDNN, which gains nothing here, off; memory of a card as it is needed; kernels that
 * were compiled for a card are kept.
 */
const TENSORFLOW_QUIET = {
  TF_CPP_MIN_LOG_LEVEL: '3',
  TF_ENABLE_ONEDNN_OPTS: '0',
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
  CUDA_CACHE_MAXSIZE: '4294967296',
} as const

/** The variables that TensorFlow's library reads when it is loaded, as they should be by default. */
export function tensorFlowVariables(env: Env): Readonly<Record<string, string>> {
  const threads = String(engineThreads(env))
  return { ...TENSORFLOW_QUIET, ...Object.fromEntries(THREADS.map((name) => [name, threads])) }
}
