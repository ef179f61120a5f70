import { UserError } from '../lib/errors.js'

/** The selected characteristics, by name, group or set. */
export interface CharacteristicSelection {
  readonly include: readonly string[]
  readonly exclude: readonly string[]
}

/** The sets of a selection and their contents. */
const SETS = {
  standard: ['standard'],
  extended: ['standard', 'extended'],
} as const

/** A characteristic that can be selected. */
export interface Choice {
  readonly name: string
  readonly group: string
  /** `standard` by default; one in no set is selected only by its name or group. */
  readonly set?: keyof typeof SETS | 'none'
}

/** All but the extended ones and those in no set. */
export const STANDARD: CharacteristicSelection = { include: ['standard'], exclude: [] }

/**
 * The selected choices, in their own order. A group covers all its characteristics; the set `standard`
 * covers the standard choices, `extended` the extended ones beside them.
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

function covers(word: string, { name, group, set = 'standard' }: Choice): boolean {
  if (isSet(word)) return (SETS[word] as readonly string[]).includes(set)
  return word === name || word === group
}

function isSet(word: string): word is keyof typeof SETS {
  return Object.hasOwn(SETS, word)
}

function assertKnown(choices: readonly Choice[], words: readonly string[]): void {
  const groups = [...new Set(choices.map(({ group }) => group))]
  const known = [...Object.keys(SETS), ...groups, ...choices.map(({ name }) => name)]
  const unknown = words.find((word) => !known.includes(word))
  if (unknown === undefined) return
  throw new UserError(
    `there is no characteristic, group or set "${unknown}"; there are ${known.join(', ')}`,
  )
}
