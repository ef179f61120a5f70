import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

/**
 * `npm run build:wasm`: compiles the side module twice, without and with fused multiply-adds, into
 * ../side-binary.ts, and the linear algebra in double into ../doubles-binary.ts. Neither has memory or
 * data of its own: one works on TensorFlow.js's, the other on what it is given.
 */
const here = fileURLToPath(new URL('.', import.meta.url))

async function compile(entry, features) {
  const binary = { bytes: null }
  const { error, stderr } = await asc.main(
    [
      entry,
      '--outFile',
      'side.wasm',
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
  return Buffer.from(binary.bytes).toString('base64')
}

function read(name, folder) {
  try {
    return readFileSync(new URL(name, `file://${folder.startsWith('/') ? folder : here}/`), 'utf8')
  } catch {
    return null
  }
}

const HEADER = '// Built from assembly/ by `npm run build:wasm`; a test compares it with its source.'

function constant(name, text) {
  const lines = text.match(/.{1,88}/g).map((line) => `  '${line}',`)
  return ['', `export const ${name} = [`, ...lines, "].join('')", '']
}

/** The text of side-binary.ts. */
export async function sideBinary() {
  const plain = await compile('index.ts', ['simd'])
  const relaxed = await compile('index.ts', ['simd', 'relaxed-simd'])
  return [HEADER, ...constant('PLAIN', plain), ...constant('RELAXED', relaxed).slice(1)].join('\n')
}

/** The text of doubles-binary.ts. */
export async function doublesBinary() {
  return [HEADER, ...constant('DOUBLES', await compile('doubles.ts', ['simd']))].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const place = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url))
  writeFileSync(place('side-binary.ts'), await sideBinary())
  writeFileSync(place('doubles-binary.ts'), await doublesBinary())
}
