import type { ApolloServerOptions, BaseContext } from '@apollo/server'
import { LRUCache } from 'lru-cache'

type PersistedQueries = NonNullable<
  Exclude<ApolloServerOptions<BaseContext>['persistedQueries'], false>
>

const MOST_QUERIES = 1000
const MOST_CHARACTERS = 8_000_000

/**
 * Automatic persisted queries: a client sends a document once, then only its SHA-256. Documents are
 * kept in memory and the least recently used evicted; the client of an evicted one, or of another
 * process, gets `PersistedQueryNotFound` and sends the document again.
 */
export function persistedQueries(): PersistedQueries {
  const documents = new LRUCache<string, string>({
    max: MOST_QUERIES,
    maxSize: MOST_CHARACTERS,
    sizeCalculation: ({ length }) => Math.max(1, length),
  })
  return {
    cache: {
      get: async (hash) => documents.get(hash),
      async set(hash, document) {
        documents.set(hash, document)
      },
      delete: async (hash) => documents.delete(hash),
    },
  }
}
