import type { Generated } from 'kysely'

/** A caller's key, by the hash of its secret. */
export interface ApiKeyTable {
  id: Generated<number>
  /** Unique among keys that are not revoked. */
  name: string
  /** SHA-256 of the whole key, in hex. */
  hash: string
  scopes: ('read' | 'export' | 'admin')[]
  /** Null: never. */
  expires_at: Date | null
  revoked_at: Date | null
  created_at: Generated<Date>
  /** To the minute. */
  last_used_at: Date | null
}
