import { fileURLToPath } from 'node:url'

/** One compilation of the layers of our own that the native engine's binding is linked with. */
export interface LayerSource {
  readonly name: string
  readonly file: string
  readonly flags: readonly string[]
}

const FOLDER = new URL('../../kernels/native/', import.meta.url)

/** Instruction sets that the layers are compiled for; the widest that the processor has is used. */
const BUILDS = [
  { isa: 'plain', lanes: 4, flags: [] },
  { isa: 'middle', lanes: 8, flags: ['-mavx2', '-mfma'] },
  {
    isa: 'wide',
    lanes: 16,
    flags: ['-mavx512f', '-mavx512dq', '-mavx512bw', '-mavx512vl', '-mfma'],
  },
] as const

/** Headers, for who asks whether anything has changed. */
export const LAYER_HEADERS = ['layers.h', 'simd.h', 'policy.h', 'factors.h', 'measures.h'].map(
  (name) => fileURLToPath(new URL(name, FOLDER)),
)

export function layerSources(arch: string = process.arch): LayerSource[] {
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
