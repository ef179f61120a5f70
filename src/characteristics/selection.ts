import { UserError } from '../lib/errors.js'

/** Which characteristics are wanted, by name, group or set. */
export interface CharacteristicSelection {
  readonly include: readonly string[]
  readonly exclude: readonly string[]
}

/** What can be chosen from; `extended` are those of no standard run. */
export interface Choice {
  readonly name: string
  readonly group: string
  readonly extended?: boolean
}

/** All but the extended ones. */
export const STANDARD: CharacteristicSelection = { include: ['standard'], exclude: [] }

/**
 * The choices that are wanted, in their own order. A group covers all that is in it; `standard` covers
 * all but the extended ones, `extended` all.
 */
export function selected<Kind extends Choice>(
  choices: readonly Kind[],
  { include, exclude }: CharacteristicSelection,
): Kind[] {
  assertKnown(choices, [...include, ...exclude])
  const kept = choices.filter(
    (choice) =>
      include.some((word) => covers(word, choice)) && !exclude.some((word) => covers(word, choice)),
  )
  if (kept.length > 0) return kept
  throw new UserError(
    `no characteristic is left of ${include.join(', ')} without ${exclude.join(', ')}`,
  )
}

function covers(word: string, { name, group, extended }: Choice): boolean {
  if (word === 'extended') return true
  if (word === 'standard') return !extended
  return word === name || word === group
}

function assertKnown(choices: readonly Choice[], words: readonly string[]): void {
  const groups = [...new Set(choices.map(({ group }) => group))]
  const known = ['standard', 'extended', ...groups, ...choices.map(({ name }) => name)]
  const unknown = words.find((word) => !known.includes(word))
  if (unknown === undefined) return
  throw new UserError(
    `there is no characteristic, group or set "${unknown}"; there are ${known.join(', ')}`,
  )
}
