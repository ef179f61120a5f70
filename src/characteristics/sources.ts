import type { Panel, SuppliedCharacteristic } from '../data/panel.js'
import { UserError } from '../lib/errors.js'
import { BAR_DEFINITIONS } from './bars.js'
import { type CharacteristicDefinition, DEFINITIONS } from './definitions.js'
import { EXTENDED_DEFINITIONS } from './extended.js'
import { distinctSectors, SECTOR_GROUP, sectorCharacteristic } from './sectors.js'
import { type CharacteristicSelection, type Choice, selected } from './selection.js'
import { SEQUENCE_DEFINITIONS } from './sequence.js'

/** The source of a characteristic. */
export type Source = ComputedSource | SectorSource

/** One that is computed, carried forward and ranked. */
export type ComputedSource = Choice &
  (
    | { readonly kind: 'built-in'; readonly definition: CharacteristicDefinition }
    | { readonly kind: 'supplied'; readonly supplied: SuppliedCharacteristic }
  )

export type SectorSource = Choice & { readonly kind: 'sector'; readonly sector: number }

/** The selected characteristics of a panel, sectors last. */
export function sourcesOf(panel: Panel, selection: CharacteristicSelection): Source[] {
  const sources = selected(choicesOf(panel), selection)
  assertNamesDiffer(sources.map(({ name }) => name))
  return sources
}

export function isComputed(source: Source): source is ComputedSource {
  return source.kind !== 'sector'
}

export function hasOwnScale(source: Source): boolean {
  return source.kind === 'built-in' && source.definition.scale === 'own'
}

/** All characteristics of a panel, sectors last. */
function choicesOf(panel: Panel): Source[] {
  const builtIn = (definitions: readonly CharacteristicDefinition[], set: Choice['set']) =>
    definitions.map((definition): Source => {
      const { name, group } = definition
      return { kind: 'built-in', name, group, set, definition }
    })
  return [
    ...builtIn(DEFINITIONS, 'standard'),
    ...builtIn(EXTENDED_DEFINITIONS, 'extended'),
    ...builtIn(SEQUENCE_DEFINITIONS, 'none'),
    ...builtIn(BAR_DEFINITIONS, 'none'),
    ...panel.supplied.map((supplied): Source => {
      const { name, group } = supplied
      return { kind: 'supplied', name, group, supplied }
    }),
    ...distinctSectors(panel.sectors).map((label, sector): Source => {
      return { kind: 'sector', name: sectorCharacteristic(label), group: SECTOR_GROUP, sector }
    }),
  ]
}

function assertNamesDiffer(names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) < i)
  if (twice === undefined) return
  throw new UserError(
    `characteristic '${twice}' is there twice: rename the one in your characteristics file`,
  )
}
