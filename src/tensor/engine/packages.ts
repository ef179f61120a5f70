import { createRequire } from 'node:module'
import { toError } from '../../lib/errors.js'

export const require = createRequire(import.meta.url)

/** Requires the first package that loads; the error lists why none does. */
export function loadFirst(packages: readonly string[]): void {
  const reasons: string[] = []
  for (const name of packages) {
    try {
      require(name)
      return
    } catch (thrown) {
      reasons.push(loadFailure(name, toError(thrown)))
    }
  }
  throw new Error(reasons.join('; '))
}

function loadFailure(name: string, { message }: Error): string {
  if (message.includes(`Cannot find module '${name}'`)) return `${name} is not installed`
  if (message.includes('tfjs_binding.node'))
    return `${name} is installed without its native library`
  return `${name} does not load: ${message.split('\n')[0].trim()}`
}
