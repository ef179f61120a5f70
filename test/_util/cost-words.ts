import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type GraphQLField, getNamedType, getNullableType, isListType, isObjectType } from 'graphql'
import { type Spread, statedCost } from '../../schema/cost/cost.js'
import { at, placeWith } from '../../schema/cost/place.js'
import { type Read, valuesOf } from '../../schema/cost/reads.js'
import type { StoredSplit } from '../../src/store/read/splits.js'

const RULES = fileURLToPath(new URL('../../schema/cost/', import.meta.url))

/** What the costs of the reference are computed for. */
export const EXAMPLE = { dates: 252, assets: 500, factors: 8 }

/** A split of one of two components, were the example a blend. */
function source(runId: string) {
  return { runId, split: 'test_2019_2020', version: 1, contentId: 1 }
}

const SPLIT = {
  id: 1,
  runId: 'run',
  strategy: 'attention-longconv',
  name: 'test_2019_2020',
  live: false,
  testFrom: '2020-01-01',
  testTo: '2020-12-30',
  current: { scoredTo: '2020-12-30', sources: [source('one'), source('two')] },
  assetCount: EXAMPLE.assets,
  factorCount: EXAMPLE.factors,
  latentCount: EXAMPLE.factors,
  codeCount: 64,
  characteristicNames: Array.from({ length: 39 }, (_, i) => `c${i}`),
  bookSeeds: [1],
} as unknown as StoredSplit

const written = new Map(
  readdirSync(RULES).flatMap((file) =>
    [
      ...readFileSync(`${RULES}${file}`, 'utf8').matchAll(
        /\/\*\*((?:(?!\*\/)[\s\S])*?)\*\/\n(?:export )?(?:const|function) (\w+)/g,
      ),
    ].map(([, text, name]) => [name, text.replace(/\n \*/g, '').trim()] as const),
  ),
)

/** What a field costs, in words and for the example; undefined where it costs one value. */
export function costWords(field: GraphQLField<unknown, unknown>): string | undefined {
  const cost = statedCost(field)
  if (!cost) return undefined
  const words = written.get(cost.rule.name)
  if (words === undefined) throw new Error(`the cost rule ${cost.rule.name} is not described`)
  const place = at(SPLIT, placeWith([SPLIT]))
  const values = cost.rule({}, place).map((spread) => sizeOf(field, spread))
  const bulk = cost.bulk ? ` In bulk: \`${cost.bulk}\`.` : ''
  return `${words.charAt(0).toLowerCase()}${words.slice(1)} Example: ${values.join(' + ')}.${bulk}`
}

const COLUMN_SHARE = 0.1
const READ_SHARE = 0.002

function sizeOf(field: GraphQLField<unknown, unknown>, spread: Spread): string {
  const { times, place, work = 0, reads = [], computes = [] } = spread
  const sum = (parts: readonly Read[]) => parts.reduce((total, read) => total + valuesOf(read), 0)
  const beside = Math.round(work * times + sum(computes) + READ_SHARE * sum(reads))
  const added = beside > 0 ? ` + ${beside}` : ''
  if (isObjectType(getNamedType(field.type))) return `${Math.round(times)} × its fields${added}`
  const isColumn =
    getNamedType(field.type).name === 'FloatVector' || isListType(getNullableType(field.type))
  const each = isColumn ? Math.max(1, place.length * COLUMN_SHARE) : 1
  return `${Math.round(times * each)}${added}`
}
