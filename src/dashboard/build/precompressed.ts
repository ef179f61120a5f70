import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

/** Files that compression makes smaller. */
export const COMPRESSED = /\.(js|css|svg|html|json)$/
/** Smaller files gain nothing. */
const SMALLEST = 500
/** The best quality takes many times longer on files of megabytes, for a few per cent. */
const LARGE = 500_000

/** Beside each text file of the build its br and gzip forms, which the server sends as they are. */
export function precompressed(): Plugin {
  return {
    name: 'residua:precompressed',
    async generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (!COMPRESSED.test(file.fileName)) continue
        const forms = await compressedForms(
          Buffer.from(file.type === 'chunk' ? file.code : file.source),
        )
        for (const [ending, source] of forms) {
          this.emitFile({ type: 'asset', fileName: `${file.fileName}.${ending}`, source })
        }
      }
    },
  }
}

/** The br and gzip forms of a file by their endings; none of a small one. */
export async function compressedForms(bytes: Buffer): Promise<[string, Buffer][]> {
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
