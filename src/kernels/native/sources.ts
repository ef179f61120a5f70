import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** One compilation of a C++ source that the native engine's binding is linked with. */
export interface NativeSource {
  readonly name: string
  readonly file: string
  readonly flags: readonly string[]
}

const FOLDER = new URL('.', import.meta.url)

/** Instruction sets that the layers are compiled for; the widest that the processor supports is used. */
const BUILDS = [
  { isa: 'plain', lanes: 4, flags: [] },
  { isa: 'middle', lanes: 8, flags: ['-mavx2', '-mfma'] },
  {
    isa: 'wide',
    lanes: 16,
    flags: ['-mavx512f', '-mavx512dq', '-mavx512bw', '-mavx512vl', '-mfma'],
  },
] as const

/** Headers of the layers: a change in one of them needs a new compilation. */
export function nativeHeaders(): string[] {
  const headers = readdirSync(FOLDER).filter((name) => name.endsWith('.h'))
  return headers.sort().map((name) => fileURLToPath(new URL(name, FOLDER)))
}

export function nativeSources(arch: string = process.arch): NativeSource[] {
  const builds = BUILDS.filter(({ isa }) => arch === 'x64' || isa === 'plain')
  const compiled = builds.map(({ isa, lanes, flags }) => ({
    name: `layers-${isa}`,
    file: fileURLToPath(new URL('layers.cc', FOLDER)),
    flags: [
      '-O3',
      '-ffp-contract=fast',
      `-DRESIDUA_ISA=${isa}`,
      `-DRESIDUA_LANES=${lanes}`,
      '-mprefer-vector-width=512',
      ...flags,
    ].filter((flag) => arch === 'x64' || !flag.startsWith('-m')),
  }))
  return [...compiled, { name: 'ops', file: fileURLToPath(new URL('ops.cc', FOLDER)), flags: [] }]
}
