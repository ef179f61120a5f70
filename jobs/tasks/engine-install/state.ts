import { existsSync } from 'node:fs'
import { toError } from '../../../src/lib/errors.js'
import {
  enginePaths,
  hasCurrentLayers,
  nativeRecord,
} from '../../../src/tensor/engine/native-folder.js'
import { findTools } from './tools.js'

/** State of the native engine: built, broken since it was built, or not built. */
export interface NativeState {
  readonly state: 'built' | 'broken' | 'absent'
  readonly found: string
}

export async function nativeState(folder: string): Promise<NativeState> {
  const record = nativeRecord(folder)
  if (record) {
    if (!existsSync(record.library)) {
      return { state: 'broken', found: `its TensorFlow, ${record.library}, does not exist` }
    }
    if (!hasCurrentLayers(record)) {
      return { state: 'broken', found: 'it was built by another version of residua' }
    }
    const kind = record.cuda ? 'with CUDA' : 'for the CPU'
    return { state: 'built', found: `built ${kind} in ${enginePaths(folder).binding}` }
  }
  const possible = await findTools().then(
    ({ compiler, glibc, pip }) =>
      `residua engine install can build it (${compiler.version}; glibc ${glibc}; ${pip ? 'pip' : 'no pip: it needs --from'})`,
    (thrown: unknown) => toError(thrown).message,
  )
  return { state: 'absent', found: `not built; ${possible}` }
}
