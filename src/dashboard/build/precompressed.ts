import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

/** Files that compression makes smaller. */
const COMPRESSED = /\.(js|css|svg|html|json)$/
/** Smaller files gain nothing. */
const SMALLEST = 500
/** The best quality takes many times longer on files of megabytes, for a few per cent. */
const LARGE = 500_000

/** Beside each text file of the build its br and gzip forms, which the server sends as they are. */
export function precompressed(): Plugin {
  return {
    name: 'residua:precompressed',
    async writeBundle({ dir = '' }, bundle) {
      for (const fileName of Object.keys(bundle).filter((name) => COMPRESSED.test(name))) {
        const path = join(dir, fileName)
        const forms = await compressedForms(readFileSync(path))
        for (const [ending, bytes] of forms) writeFileSync(`${path}.${ending}`, bytes)
      }
    },
  }
}

/** The br and gzip forms of a file by their endings; none of a small one. */
async function compressedForms(bytes: Buffer): Promise<[string, Buffer][]> {
  if (bytes.length < SMALLEST) return []
  const params = {
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    [constants.BROTLI_PARAM_QUALITY]: bytes.length > LARGE ? 9 : constants.BROTLI_MAX_QUALITY,
  }
  return [
    ['br', await promisify(brotliCompress)(bytes, { params })],
    ['gz', await promisify(gzip)(bytes, { level: 9 })],
  ]
}
