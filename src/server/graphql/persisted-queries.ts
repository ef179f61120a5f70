import type { ApolloServerOptions, BaseContext } from '@apollo/server'

type PersistedQueries = NonNullable<
  Exclude<ApolloServerOptions<BaseContext>['persistedQueries'], false>
>

const MOST_QUERIES = 1000
const MOST_CHARACTERS = 8_000_000

/**
 * Automatic persisted queries: a client sends a document once, then only its SHA-256. Documents are
 * kept in memory, the least recently used forgotten; the client of a forgotten one, or of another
 * process, is told `PersistedQueryNotFound` and sends it again.
 */
export function persistedQueries(): PersistedQueries {
  const documents = new Map<string, string>()
  let characters = 0
  const forget = (hash: string): boolean => {
    characters -= documents.get(hash)?.length ?? 0
    return documents.delete(hash)
  }
  return {
    cache: {
      async get(hash) {
        const document = documents.get(hash)
        if (document === undefined) return undefined
        documents.delete(hash)
        documents.set(hash, document)
        return document
      },
      async set(hash, document) {
        forget(hash)
        documents.set(hash, document)
        characters += document.length
        for (const eldest of documents.keys()) {
          if (documents.size <= MOST_QUERIES && characters <= MOST_CHARACTERS) return
          forget(eldest)
        }
      },
      async delete(hash) {
        return forget(hash)
      },
    },
  }
}
