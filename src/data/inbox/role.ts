import type { FileRole } from '../file-source/context.js'

const BY_NAME: readonly (readonly [RegExp, FileRole])[] = [
  [/^members?(hip)?\b/i, 'membership'],
  [/^sectors?\b/i, 'sectors'],
  [/^renames?\b/i, 'renames'],
  [/^characteristics?\b/i, 'characteristics'],
  [/^factors?\b/i, 'factors'],
]

/** The role of a file of the inbox by the first word of its name; prices by default. */
export function roleOf(name: string): FileRole {
  const word = name.replaceAll('_', '-')
  return BY_NAME.find(([pattern]) => pattern.test(word))?.[1] ?? 'prices'
}
