import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Path of a real data file beside the checkout, or undefined with a printed reason where it is absent. */
export function sharedData(name: string): string | undefined {
  const path = fileURLToPath(new URL(`../../../shared/data/${name}`, import.meta.url))
  if (existsSync(path)) return path
  console.log(`skipped: ${name} is not beside this checkout`)
  return undefined
}
