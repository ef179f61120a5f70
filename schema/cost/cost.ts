import type { GraphQLField } from 'graphql'
import { Extensions } from 'type-graphql'
import type { ExportKind } from '../../src/export/request.js'
import type { Arguments, Place } from './place.js'
import type { Read } from './reads.js'

/** How often a field's value is in the answer, and where that is. */
export interface Spread {
  readonly times: number
  readonly place: Place
  /** What it costs beside what it answers, in values. */
  readonly work?: number
  readonly reads?: readonly Read[]
  /** What it takes to compute, in values that are written: an operation computes the same once. */
  readonly computes?: readonly Read[]
}

/** What a field costs, by its arguments and the place of the object it is of. */
export type CostRule = (args: Arguments, place: Place) => readonly Spread[]

export interface FieldCost {
  readonly rule: CostRule
  /** The kind of bulk file that serves the same values. */
  readonly bulk?: ExportKind
}

/** States beside a field what it costs. Without it a field costs one value; a list must have it. */
export function Cost(rule: CostRule, options: Omit<FieldCost, 'rule'> = {}) {
  const cost: FieldCost = { rule, ...options }
  return Extensions({ cost })
}

/** The cost that was stated beside the field. */
export function statedCost({
  extensions,
}: Pick<GraphQLField<unknown, unknown>, 'extensions'>): FieldCost | undefined {
  return extensions.cost as FieldCost | undefined
}

export function once(place: Place): readonly Spread[] {
  return [{ times: 1, place }]
}

export function rows(times: number, place: Place): readonly Spread[] {
  return [{ times, place }]
}

/** One value whose columns have this length. */
export function column(length: number, place: Place): readonly Spread[] {
  return once({ ...place, length })
}
