import { type Kysely, sql } from 'kysely'
import { toError } from '../../lib/errors.js'
import type { Database } from '../tables/index.js'
import type { Changes } from './changes.js'

/** A split or a day that became visible. */
export interface StoredPublication {
  /** The data version that shows it. */
  readonly version: number
  readonly strategy: string
  readonly split: string
  readonly runId: string
  readonly dataset: string
  /** The last date it has a book of. */
  readonly date: string | null
}

/** Everything published after a data version, in the order of publication. */
export async function publicationsAfter(
  db: Kysely<Database>,
  version: number,
): Promise<StoredPublication[]> {
  return db
    .selectFrom('split_version as sv')
    .innerJoin('split', 'split.id', 'sv.split_id')
    .innerJoin('run', 'run.id', 'split.run_id')
    .innerJoin('dataset', 'dataset.id', 'run.dataset_id')
    .select([
      'sv.version',
      'run.strategy',
      'split.name as split',
      'run.id as runId',
      'dataset.name as dataset',
      sql<string | null>`coalesce(sv.next_date, sv.scored_to)`.as('date'),
    ])
    .where('sv.version', '>', version)
    .orderBy('sv.version')
    .orderBy('split.test_from')
    .execute()
}

export type PublicationListener = (publication: StoredPublication) => void

export interface Publications {
  /** What is published from now on, until the call returned ends it. */
  subscribe(listener: PublicationListener): Promise<() => void>
  /** When nothing is being read any more. */
  settle(): Promise<void>
}

export interface PublicationsOptions {
  readonly log?: (line: string, error: Error) => void
  readonly retryMs?: number
}

const RETRY_MS = 1000

/**
 * Tells every listener of every publication once, in order. The database says only that something
 * changed; what it was is read from the version seen last on, so that nothing is lost with a notice
 * or a connection. With nobody listening nothing is read.
 */
export function followPublications(
  db: Kysely<Database>,
  changes: Pick<Changes, 'onChange'>,
  { log = () => {}, retryMs = RETRY_MS }: PublicationsOptions = {},
): Publications {
  const listeners = new Set<PublicationListener>()
  /** The version up to which listeners know; set while there are any. */
  let seen: Promise<number> | undefined
  let stop: (() => void) | undefined
  let reading: Promise<void> | undefined
  let again = false
  let retry: NodeJS.Timeout | undefined

  const readOn = async (): Promise<void> => {
    try {
      while (again && seen) {
        again = false
        const from = seen
        const publications = await publicationsAfter(db, await from)
        // Everybody has left meanwhile; whoever came since begins anew.
        if (seen !== from) continue
        const last = publications.at(-1)
        if (last) seen = Promise.resolve(last.version)
        for (const publication of publications) {
          for (const listener of listeners) listener(publication)
        }
      }
    } catch (thrown) {
      log('publications cannot be read, and will be told later', toError(thrown))
      clearTimeout(retry)
      retry = setTimeout(catchUp, retryMs)
      retry.unref()
    } finally {
      reading = undefined
    }
  }

  const catchUp = (): void => {
    if (!seen) return
    again = true
    reading ??= readOn()
  }

  const leave = (listener: PublicationListener) => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    stop?.()
    clearTimeout(retry)
    stop = undefined
    seen = undefined
  }

  return {
    async subscribe(listener) {
      listeners.add(listener)
      stop ??= changes.onChange(catchUp)
      seen ??= versionNow(db)
      try {
        await seen
      } catch (thrown) {
        leave(listener)
        throw thrown
      }
      return () => leave(listener)
    },
    async settle() {
      await seen?.catch(() => {})
      await reading
    },
  }
}

async function versionNow(db: Kysely<Database>): Promise<number> {
  const { version } = await db
    .selectFrom('data_version')
    .select('version')
    .executeTakeFirstOrThrow()
  return version
}
