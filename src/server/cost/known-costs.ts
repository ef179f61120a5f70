import type { OperationDefinitionNode } from 'graphql'
import type { Loaders } from '../../../schema/api/loaders.js'
import { costOf, type OperationCost } from './cost.js'
import type { Operation } from './operation.js'
import { readSplits } from './splits.js'

type Costs = WeakMap<OperationDefinitionNode, OperationCost>

/**
 * The cost of an operation, counted once while the same splits are served: a document that is asked again
 * is the same object. One with variables is counted each time.
 */
export function knownCosts(): (query: Operation, loaders: Loaders) => Promise<OperationCost> {
  const bySnapshot = new WeakMap<object, Costs>()
  return async (query, loaders) => {
    const snapshot = query.operation.variableDefinitions?.length
      ? undefined
      : await loaders.snapshot()
    if (!snapshot) return count(query, loaders)
    const costs: Costs = bySnapshot.get(snapshot) ?? new WeakMap()
    bySnapshot.set(snapshot, costs)
    const cost = costs.get(query.operation) ?? (await count(query, loaders))
    costs.set(query.operation, cost)
    return cost
  }
}

async function count(query: Operation, loaders: Loaders): Promise<OperationCost> {
  return costOf(query, await readSplits(query, loaders))
}
