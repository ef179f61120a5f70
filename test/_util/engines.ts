import { presetForTensorFlow, readEnv, toConfig } from '../../src/config.js'
import type { EngineInfo } from '../../src/results.js'
import { type EngineName, openEngine } from '../../src/tensor/engine/engine.js'

presetForTensorFlow()
const { engineFolder, engineThreads } = toConfig(readEnv())

/** Opens an engine, the native one from where `residua engine install` has built it for this environment. */
export function openHere(name: EngineName): Promise<EngineInfo> {
  return openEngine(name, { folder: engineFolder, threads: engineThreads })
}

/** Why an engine cannot run here, or null; printed on stderr, so that a skipped engine is visible. */
export async function absenceOf(name: EngineName): Promise<string | null> {
  const absence = await openHere(name).then(
    () => null,
    ({ message }: Error) => message,
  )
  if (absence) process.stderr.write(`${name} is not tested: ${absence}\n`)
  return absence
}

/** The engines that every machine has, and native TensorFlow where it is built. */
export async function enginesHere(): Promise<EngineName[]> {
  const native = (await absenceOf('tfjs-node')) === null
  return ['cpu', 'wasm', ...(native ? (['tfjs-node'] as const) : [])]
}
