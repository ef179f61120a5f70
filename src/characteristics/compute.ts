import type { CharacteristicPanel, Panel, SuppliedCharacteristic } from '../data/panel.js'
import { UserError } from '../lib/errors.js'
import { createRankNormaliser } from '../lib/rank.js'
import { sharedFloat32 } from '../lib/shared-arrays.js'
import { BAR_DEFINITIONS } from './bars.js'
import { carryLast } from './carry.js'
import { type CharacteristicDefinition, DEFINITIONS } from './definitions.js'
import { EXTENDED_DEFINITIONS } from './extended.js'
import { assetHistories } from './history.js'
import { distinctSectors, SECTOR_GROUP, sectorCharacteristic, sectorIndices } from './sectors.js'
import { type CharacteristicSelection, type Choice, STANDARD, selected } from './selection.js'
import { SEQUENCE_DEFINITIONS } from './sequence.js'
import { byAsset, eachDate } from './transpose.js'

/** Number of dates over which the last known value of a characteristic replaces a missing one. */
export const CARRY_DATES = 252

export interface ComputeInputs {
  readonly panel: Panel
  readonly returns: Float64Array
  readonly universe: Uint8Array
  readonly market: Float64Array
  /** Which of them; the standard ones by default. */
  readonly selection?: CharacteristicSelection
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * Selected characteristics `[T + 1, N, M]`: built-in ones, supplied ones, and one indicator per sector.
 *
 * Row t is known at the close of t−1: a value of date t−1, or the last of the 252 dates before it (5
 * for the sequence features), ranked over the universe of t to (−0.5, 0.5]; 0, the median, where there
 * is none, and outside the universe. Sector indicators are 1 or 0; bars keep their own scale.
 */
export function characteristics(inputs: ComputeInputs): CharacteristicPanel {
  const { panel, onProgress } = inputs
  const wanted = selected(choicesOf(panel), inputs.selection ?? STANDARD)
  assertNamesDiffer(wanted.map(({ name }) => name))
  const definitions = wanted.map(({ name, group }) => ({ name, group }))
  const width = definitions.length
  const values = sharedFloat32((panel.dates.length + 1) * panel.assets.length * width)
  const computed = wanted.filter((choice) => choice.kind !== 'sector')

  let done = 0
  for (const raw of rawCharacteristics(inputs, computed)) {
    const write = hasOwnScale(computed[done]) ? writeValues : writeRanks
    write(inputs, raw, values, { column: done, width })
    done++
    onProgress?.(done, computed.length)
  }
  wanted.forEach((choice, column) => {
    if (choice.kind === 'sector') writeSector(inputs, choice.sector, values, { column, width })
  })
  return { definitions, values }
}

/** The source of a characteristic. */
type Source = Choice &
  (
    | { readonly kind: 'built-in'; readonly definition: CharacteristicDefinition }
    | { readonly kind: 'supplied'; readonly supplied: SuppliedCharacteristic }
    | { readonly kind: 'sector'; readonly sector: number }
  )

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

function hasOwnScale(source: Source): boolean {
  return source.kind === 'built-in' && source.definition.scale === 'own'
}

function assertNamesDiffer(names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) < i)
  if (twice === undefined) return
  throw new UserError(
    `characteristic '${twice}' is there twice: rename the one in your characteristics file`,
  )
}

/** Raw values by asset, `[N, T]`, of each characteristic but sectors in turn, in one reused array. */
function* rawCharacteristics(
  { panel, returns, market }: ComputeInputs,
  sources: readonly Source[],
): Generator<Float64Array> {
  const dateCount = panel.dates.length
  const histories = assetHistories(panel, returns, market)
  const raw = new Float64Array(dateCount * panel.assets.length)
  for (const source of sources) {
    if (source.kind === 'built-in') {
      raw.fill(Number.NaN)
      histories.forEach((history, i) => {
        if (!history) return
        const column = source.definition.compute(history)
        carryLast(column, source.definition.carry ?? CARRY_DATES)
        raw.set(column, i * dateCount + history.firstRow)
      })
    }
    if (source.kind === 'supplied') {
      raw.set(byAsset(source.supplied.values, panel.assets.length))
      for (let i = 0; i < panel.assets.length; i++) {
        carryLast(raw.subarray(i * dateCount, (i + 1) * dateCount), CARRY_DATES)
      }
    }
    yield raw
  }
}

interface Column {
  readonly column: number
  readonly width: number
}

function writeRanks(
  { panel, universe }: ComputeInputs,
  raw: Float64Array,
  values: Float32Array,
  { column, width }: Column,
): void {
  const assetCount = panel.assets.length
  const eligible = new Int32Array(assetCount)
  const ranks = new Float64Array(assetCount)
  const rankNormalise = createRankNormaliser(assetCount)
  eachDate(raw, assetCount, (t, known) => {
    const row = (t + 1) * assetCount
    let count = 0
    for (let i = 0; i < assetCount; i++) {
      if (universe[row + i] === 0) continue
      eligible[count] = i
      ranks[count++] = known[i]
    }
    rankNormalise(ranks.subarray(0, count))
    for (let j = 0; j < count; j++) values[(row + eligible[j]) * width + column] = ranks[j]
  })
}

function writeValues(
  { panel, universe }: ComputeInputs,
  raw: Float64Array,
  values: Float32Array,
  { column, width }: Column,
): void {
  const assetCount = panel.assets.length
  eachDate(raw, assetCount, (t, known) => {
    const row = (t + 1) * assetCount
    for (let i = 0; i < assetCount; i++) {
      if (universe[row + i] === 0 || !Number.isFinite(known[i])) continue
      values[(row + i) * width + column] = known[i]
    }
  })
}

function writeSector(
  { panel, universe }: ComputeInputs,
  sector: number,
  values: Float32Array,
  { column, width }: Column,
): void {
  const sectorOf = sectorIndices(panel.sectors)
  for (let cell = 0; cell < universe.length; cell++) {
    const isIn = universe[cell] === 1 && sectorOf[cell % panel.assets.length] === sector
    if (isIn) values[cell * width + column] = 1
  }
}
