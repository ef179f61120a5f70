import { LRUCache } from 'lru-cache'
import Negotiator from 'negotiator'

/** The offered content codings that `Accept-Encoding` admits: by its weights, then in the order offered. */
export function acceptedCodings(
  acceptEncoding: string | undefined,
  offered: readonly string[],
): string[] {
  const negotiator: PreferringNegotiator = new Negotiator({
    headers: { 'accept-encoding': acceptEncoding },
  })
  return negotiator.encodings(offered, { preferred: offered })
}

/** As negotiator 1 is; its types are of version 0.6. */
interface PreferringNegotiator {
  encodings(
    available: readonly string[],
    options: { readonly preferred: readonly string[] },
  ): string[]
}

/** The offered media type that `Accept` prefers; undefined where it admits none. */
export function acceptedMediaType<T extends string>(
  accept: string,
  offered: readonly T[],
): T | undefined {
  const [best] = new Negotiator({ headers: { accept } }).mediaTypes([...offered])
  return offered.find((type) => type === best)
}

/** Verdicts by header: browsers send few different ones, and parsing takes longer than a cache hit. */
const gzipAccepted = new LRUCache<string, boolean>({
  max: 100,
  memoMethod: (acceptEncoding) => acceptedCodings(acceptEncoding, ['gzip']).length > 0,
})

export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  return acceptEncoding !== undefined && gzipAccepted.memo(acceptEncoding)
}
