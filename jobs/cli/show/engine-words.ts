import type { EngineInfo } from '../../../src/results.js'

/** An engine in one line: `wasm 4.22.0, 1 thread on AMD EPYC, simd, Node 22.23.0`. */
export function engineWords({ name, version, threads, device, node }: EngineInfo): string {
  const count = `${threads} thread${threads === 1 ? '' : 's'}`
  return `${name} ${version}, ${count} on ${device}, Node ${node.replace(/^v/, '')}`
}
