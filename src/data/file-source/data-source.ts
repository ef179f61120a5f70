import { canonicalJson, sha256 } from '../../lib/hash.js'
import type { DataSource } from './context.js'

/** Identifies what was read: the same bytes in the same roles and mapping have the same hash. */
export function hashOf(sources: readonly DataSource[], previous?: string): string {
  const parts = sources.map(sourceKey).sort()
  return sha256(canonicalJson({ previous: previous ?? null, parts }))
}

/** Identifies a source, whatever its file name unless that is its symbol. */
export function sourceKey({ file, role, sha256, mapping, format }: DataSource): string {
  const name = format?.symbolFromName && role === 'prices' ? { file } : {}
  return canonicalJson({ role, sha256, mapping, ...(format && { format }), ...name })
}
