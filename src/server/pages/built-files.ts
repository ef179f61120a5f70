import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { SetHeadersResponse } from '@fastify/static'

/** Of this file, in src as in dist. */
const PUBLIC = import.meta.url.endsWith('.ts') ? '../../../dist/public/' : '../../../public/'

/** The folder that `npm run build` made for a page; undefined where it has not run. */
export function builtFiles(page: string): string | undefined {
  const folder = fileURLToPath(new URL(`${PUBLIC}${page}`, import.meta.url))
  return existsSync(folder) ? folder : undefined
}

const FOR_EVER = 'public, max-age=31536000, immutable'
const ASK_FIRST = 'no-cache'

/** A name with a digest of the content in it: what it names never changes. */
const HASHED = /[-.][\w-]{8,}\.(js|css|svg|woff2?|png|ico|wasm)(\.(br|gz))?$/

/** Caching of a built file: for ever where its name has a digest, else after asking each time. */
export function cacheBuilt(response: SetHeadersResponse, path: string): void {
  response.setHeader('cache-control', HASHED.test(path) ? FOR_EVER : ASK_FIRST)
  response.setHeader('vary', 'accept-encoding')
}
