import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

/**
 * `npm run build:wasm`: compiles the side module twice, without and with fused multiply-adds, into
 * ../side-binary.ts. The module has no memory and no data of its own: it works on TensorFlow.js's.
 */
const here = fileURLToPath(new URL('.', import.meta.url))
const target = fileURLToPath(new URL('../side-binary.ts', import.meta.url))

async function compile(features) {
  const binary = { bytes: null }
  const { error, stderr } = await asc.main(
    [
      'index.ts',
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

/** The text of side-binary.ts. */
export async function sideBinary() {
  const [plain, relaxed] = [await compile(['simd']), await compile(['simd', 'relaxed-simd'])]
  const lines = (text) =>
    text
      .match(/.{1,88}/g)
      .map((line) => `  '${line}',`)
      .join('\n')
  return [
    '// Built from assembly/ by `npm run build:wasm`; a test compares it with its source.',
    '',
    `export const PLAIN = [\n${lines(plain)}\n].join('')`,
    '',
    `export const RELAXED = [\n${lines(relaxed)}\n].join('')`,
    '',
  ].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, await sideBinary())
