import type { Transform } from 'node:stream'
import zlib from 'node:zlib'
import { acceptedCodings } from '../http/accept.js'

export interface ContentCoding {
  readonly name: 'zstd' | 'gzip'
  open(): Transform
}

const GZIP: ContentCoding = { name: 'gzip', open: () => zlib.createGzip({ level: 1 }) }

/** The coding that the client prefers among ours; null for none. */
export function contentCoding(acceptEncoding: string | undefined): ContentCoding | null {
  const codings = offered()
  const [best] = acceptedCodings(
    acceptEncoding,
    codings.map(({ name }) => name),
  )
  return codings.find(({ name }) => name === best) ?? null
}

/** The better one first; Node has Zstandard from 22.15 on. */
function offered(): readonly ContentCoding[] {
  const createZstd: unknown = Reflect.get(zlib, 'createZstdCompress')
  if (typeof createZstd !== 'function') return [GZIP]
  return [{ name: 'zstd', open: () => createZstd() as Transform }, GZIP]
}
