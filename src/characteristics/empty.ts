import type { CharacteristicPanel } from '../data/panel.js'

/** Names of the characteristics that have no value of any asset on any date: every rank is 0. */
export function emptyCharacteristics({ definitions, values }: CharacteristicPanel): string[] {
  const count = definitions.length
  return definitions.flatMap(({ name }, m) => {
    for (let at = m; at < values.length; at += count) if (values[at] !== 0) return []
    return [name]
  })
}
