import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const COMPRESSED = /\.(js|css|svg|html|json)$/
/** Smaller files gain nothing. */
const SMALLEST = 500

/** Beside each text file of the build its br and gzip forms, which the server sends as they are. */
export function precompressed(): Plugin {
  return {
    name: 'residua:precompressed',
    async generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        const source = file.type === 'chunk' ? file.code : file.source
        const bytes = Buffer.from(source)
        if (!COMPRESSED.test(file.fileName) || bytes.length < SMALLEST) continue
        for (const [ending, compressedBytes] of await bothForms(bytes)) {
          const fileName = `${file.fileName}.${ending}`
          this.emitFile({ type: 'asset', fileName, source: compressedBytes })
        }
      }
    },
  }
}

async function bothForms(bytes: Buffer): Promise<[string, Buffer][]> {
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  return [
    ['br', await promisify(brotliCompress)(bytes, { params })],
    ['gz', await promisify(gzip)(bytes, { level: 9 })],
  ]
}
