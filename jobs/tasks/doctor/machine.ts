import { access, constants, mkdir, statfs } from 'node:fs/promises'
import type { Config } from '../../../src/config.js'
import { toError } from '../../../src/lib/errors.js'
import { bad, type Finding, gib, good } from './finding.js'

const OLDEST_NODE = { major: 20, minor: 19 }
const GIB = 2 ** 30
const LEAST_DISK = GIB
const COMFORTABLE_DISK = 5 * GIB

export function nodeFinding(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const oldest = OLDEST_NODE
  const old = major < oldest.major || (major === oldest.major && minor < oldest.minor)
  const found = `${process.version} on ${process.platform} ${process.arch}`
  if (!old) return good('node', found)
  return bad('node', found, `install Node ${oldest.major}.${oldest.minor} or newer`)
}

export async function homeFindings({ home }: Config): Promise<Finding[]> {
  try {
    await mkdir(home, { recursive: true })
    await access(home, constants.W_OK)
  } catch (thrown) {
    const remedy = 'make it writable for this user, or set RESIDUA_HOME to a folder that is'
    return [bad('home', `${home}: ${toError(thrown).message}`, remedy)]
  }
  const { bavail, bsize } = await statfs(home)
  return [good('home', home), diskFinding(bavail * bsize)]
}

function diskFinding(free: number): Finding {
  const found = `${gib(free)} free`
  if (free < LEAST_DISK) {
    return bad('disk', found, 'free at least 1 GiB, or set RESIDUA_HOME to another disk')
  }
  return { what: 'disk', state: free < COMFORTABLE_DISK ? 'note' : 'good', found }
}

export async function engineFinding(config: Config): Promise<Finding> {
  const { engine, engineFolder, engineThreads } = config
  try {
    const { openEngine } = await import('../../../src/tensor/engine/engine.js')
    const options = { folder: engineFolder, threads: engineThreads }
    const { name, version, device } = await openEngine(engine, options)
    return good('engine', `${name} ${version} on ${device}`)
  } catch (thrown) {
    return bad('engine', toError(thrown).message, 'residua engine shows what each engine lacks')
  }
}

/** Whether the native engine is built and intact, or what building it would need. */
export async function nativeFinding({ engineFolder }: Config): Promise<Finding> {
  const { nativeState } = await import('../engine-install/state.js')
  const { state, found } = await nativeState(engineFolder)
  if (state === 'broken') return bad('native', found, 'residua engine install builds it again')
  return { what: 'native', state: state === 'built' ? 'good' : 'note', found }
}
