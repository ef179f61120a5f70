import type { Kysely } from 'kysely'
import { toError } from '../../lib/errors.js'
import type { Database } from '../tables/index.js'
import type { Changes } from './changes.js'
import {
  publicationsAfter,
  publishedVersion,
  type StoredPublication,
} from './publications-after.js'

export type { StoredPublication } from './publications-after.js'

type PublicationListener = (publication: StoredPublication) => void

export interface Publications {
  /** Reports what is published from now on, until the function returned is called. */
  subscribe(listener: PublicationListener): Promise<() => void>
  /** Resolves when nothing is being read any more. */
  settle(): Promise<void>
}

export interface PublicationsOptions {
  readonly log?: (line: string, error: Error) => void
  readonly retryMs?: number
}

const RETRY_MS = 1000

/**
 * Reports every publication to every listener once, in order. The database notifies only that something
 * changed; what it was is read from the last version on that was reported, so that nothing is lost with
 * a notice or a connection. Without listeners nothing is read.
 */
export function followPublications(
  db: Kysely<Database>,
  changes: Pick<Changes, 'onChange'>,
  options: PublicationsOptions = {},
): Publications {
  return new PublicationFeed(db, changes, options)
}

class PublicationFeed implements Publications {
  readonly #listeners = new Set<PublicationListener>()
  readonly #log: NonNullable<PublicationsOptions['log']>
  readonly #retryMs: number
  /** The version up to which listeners have been served; set while there are any. */
  #seen: Promise<number> | undefined
  #stop: (() => void) | undefined
  #reading: Promise<void> | undefined
  #again = false
  #retry: NodeJS.Timeout | undefined

  constructor(
    readonly db: Kysely<Database>,
    readonly changes: Pick<Changes, 'onChange'>,
    { log = () => {}, retryMs = RETRY_MS }: PublicationsOptions,
  ) {
    this.#log = log
    this.#retryMs = retryMs
  }

  async subscribe(listener: PublicationListener): Promise<() => void> {
    this.#listeners.add(listener)
    this.#stop ??= this.changes.onChange(() => this.#catchUp())
    this.#seen ??= publishedVersion(this.db)
    try {
      await this.#seen
    } catch (thrown) {
      this.#leave(listener)
      throw thrown
    }
    return () => this.#leave(listener)
  }

  async settle(): Promise<void> {
    await this.#seen?.catch(() => {})
    await this.#reading
  }

  #catchUp(): void {
    if (!this.#seen) return
    this.#again = true
    this.#reading ??= this.#read()
  }

  async #read(): Promise<void> {
    try {
      while (this.#again && this.#seen) {
        this.#again = false
        await this.#report(this.#seen)
      }
    } catch (thrown) {
      this.#log('publications cannot be read, and will be reported later', toError(thrown))
      clearTimeout(this.#retry)
      this.#retry = setTimeout(() => this.#catchUp(), this.#retryMs)
      this.#retry.unref()
    } finally {
      this.#reading = undefined
    }
  }

  async #report(from: Promise<number>): Promise<void> {
    const publications = await publicationsAfter(this.db, await from)
    // All listeners have left meanwhile; new ones begin at a version of their own.
    if (this.#seen !== from) return
    const last = publications.at(-1)
    if (last) this.#seen = Promise.resolve(last.version)
    for (const publication of publications) {
      for (const listener of this.#listeners) listener(publication)
    }
  }

  #leave(listener: PublicationListener): void {
    this.#listeners.delete(listener)
    if (this.#listeners.size > 0) return
    this.#stop?.()
    clearTimeout(this.#retry)
    this.#stop = undefined
    this.#seen = undefined
  }
}
