import type { Transform } from 'node:stream'
import zlib from 'node:zlib'

export interface ContentCoding {
  readonly name: 'zstd' | 'gzip'
  open(): Transform
}

const GZIP: ContentCoding = { name: 'gzip', open: () => zlib.createGzip({ level: 1 }) }

/** The coding that the client prefers among ours; null for none. */
export function contentCoding(acceptEncoding: string | undefined): ContentCoding | null {
  const weights = weightsOf(acceptEncoding ?? '')
  const [best] = codings()
    .map((coding) => ({ coding, weight: weights.get(coding.name) ?? weights.get('*') ?? 0 }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
  return best?.coding ?? null
}

/** The better one first; Node has Zstandard from 22.15 on. */
function codings(): readonly ContentCoding[] {
  const createZstd: unknown = Reflect.get(zlib, 'createZstdCompress')
  if (typeof createZstd !== 'function') return [GZIP]
  return [{ name: 'zstd', open: () => createZstd() as Transform }, GZIP]
}

/** `gzip;q=0.5, zstd` by name. */
function weightsOf(acceptEncoding: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>()
  for (const item of acceptEncoding.split(',')) {
    const [name, ...parameters] = item.split(';').map((part) => part.trim().toLowerCase())
    const quality = parameters.find((parameter) => parameter.startsWith('q='))
    const weight = quality === undefined ? 1 : Number(quality.slice(2))
    if (name) weights.set(name, Number.isFinite(weight) ? weight : 0)
  }
  return weights
}
