import { readEnv, toConfig } from '../../src/config.js'
import type { StrategyInputs } from '../../src/strategy/inputs.js'
import { workersWithin } from './memory-budget.js'

/**
 * As many splits side by side as cores and memory allow, by the inputs of their strategy where they
 * are known; `RESIDUA_MEMORY` limits the memory.
 */
export function defaultWorkers(inputs?: StrategyInputs): number {
  return workersWithin(toConfig(readEnv()).memoryBytes, inputs && { memory: inputs.memory })
}
