import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

/**
 * `npm run build:wasm` compiles the side module without and with fused multiply-adds to ../side.wasm and
 * ../side-relaxed.wasm, and the linear algebra in double precision to ../doubles.wasm. None has memory
 * or data of its own: the side module works on TensorFlow.js's memory, the other on the one it is given.
 */
const MODULES = {
  side: ['index.ts', 'simd'],
  'side-relaxed': ['index.ts', 'simd', 'relaxed-simd'],
  doubles: ['doubles/index.ts', 'simd'],
}

export const MODULE_NAMES = Object.keys(MODULES)

const here = fileURLToPath(new URL('.', import.meta.url))

/** The bytes of a module, from its source. */
export async function compile(name) {
  const [entry, ...features] = MODULES[name]
  const binary = { bytes: null }
  const { error, stderr } = await asc.main(
    [
      entry,
      '--outFile',
      `${name}.wasm`,
      '--runtime',
      'stub',
      '--importMemory',
      '--noExportMemory',
      '-O3',
      '--noAssert',
      '--use',
      'abort=',
      ...features.flatMap((feature) => ['--enable', feature]),
    ],
    {
      readFile: (name, folder) => read(name, folder),
      writeFile: (_name, contents) => {
        binary.bytes = contents
      },
      listFiles: () => [],
    },
  )
  if (error || !binary.bytes) throw new Error(`asc failed: ${stderr}`)
  return Buffer.from(binary.bytes)
}

function read(name, folder) {
  try {
    return readFileSync(new URL(name, `file://${folder.startsWith('/') ? folder : here}/`), 'utf8')
  } catch {
    return null
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of MODULE_NAMES) {
    writeFileSync(new URL(`../${name}.wasm`, import.meta.url), await compile(name))
  }
}
