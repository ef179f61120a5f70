import type { Config, EngineChoice } from '../../../src/config.js'
import type { EngineInfo } from '../../../src/results.js'
import type { EngineOptions } from '../../../src/tensor/engine/engine.js'
import type { Session } from '../../session/session.js'

/** Where the native engine is installed, and how many threads an engine may use. */
export function engineOptions({ engineFolder, engineThreads }: Config): EngineOptions {
  return { folder: engineFolder, threads: engineThreads }
}

/** Opens the engine asked for on this thread, so that the run is stored with its name. */
export async function engineOf(
  { config }: Session,
  asked: EngineChoice | undefined,
): Promise<EngineInfo> {
  const { openEngine } = await import('../../../src/tensor/engine/engine.js')
  return openEngine(asked ?? config.engine, engineOptions(config))
}
