import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const KUBERNETES = fileURLToPath(new URL('../../docs/deploy/kubernetes', import.meta.url))
const require = createRequire(import.meta.url)

export interface Manifest {
  readonly file: string
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly spec?: Record<string, unknown>
  readonly data?: Record<string, string>
}

// Its types are in a package of their own, and two functions of it are used.
const { load, loadAll } = require('js-yaml') as {
  load(text: string): unknown
  loadAll(text: string): unknown[]
}

export { load }

export const files = readdirSync(KUBERNETES).filter((name) => name.endsWith('.yaml'))

export const manifests = files.flatMap((file) =>
  (loadAll(readFileSync(join(KUBERNETES, file), 'utf8')) as Manifest[]).map((manifest) => ({
    ...manifest,
    file,
  })),
)

interface Model {
  readonly prototype: { validate(this: unknown): void }
}

/**
 * What is wrong with a manifest by the schemas of Kubernetes: values of another type, missing ones, and
 * names that no schema has, which a cluster would refuse or ignore.
 */
export function problemsOf(manifest: Manifest): string[] {
  const { file: _, ...content } = manifest
  const { apiVersion, kind } = manifest
  const model: Model = require(`kubernetes-models/${apiVersion}/${kind}`)[kind]
  const read = new Set<string>()
  try {
    // An instance would be a copy.
    model.prototype.validate.call(watched(content, '', read))
  } catch (thrown) {
    return [(thrown as Error).message]
  }
  return pathsOf(content, '')
    .filter((path) => !read.has(path))
    .map((path) => `${path} is unknown`)
}

/** The value, noting the path of each property that is read: a schema reads those that it knows. */
function watched(value: unknown, path: string, read: Set<string>): unknown {
  if (value === null || typeof value !== 'object') return value
  return new Proxy(value, {
    get(target, name) {
      const inner: unknown = Reflect.get(target, name)
      if (typeof name !== 'string' || !Object.hasOwn(target, name)) return inner
      read.add(`${path}/${name}`)
      return watched(inner, `${path}/${name}`, read)
    },
  })
}

/** Paths of all properties; of lists those of their elements. */
function pathsOf(value: unknown, path: string): string[] {
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, inner]) => [
    `${path}/${name}`,
    ...pathsOf(inner, `${path}/${name}`),
  ])
}
