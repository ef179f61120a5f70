import type { StoredRun } from '../../../src/store/read/runs.js'

/** Lengths of a run's train and test ranges; stored in its configuration beside the strategy's settings. */
export interface WalkForward {
  readonly trainYears: number
  readonly testYears: number
  readonly purge: number
}

export const DEFAULT_WALK_FORWARD: WalkForward = { trainYears: 8, testYears: 1, purge: 0 }
export const DEFAULT_SEED = 1

/** A run's configuration as it is stored. */
export function toRunConfig(settings: object, walkForward: WalkForward): object {
  return { ...settings, walkForward }
}

export function walkForwardOf({ config }: Pick<StoredRun, 'config'>): WalkForward {
  return config.walkForward as WalkForward // written by toRunConfig
}

/** The strategy's settings among a run's configuration. */
export function settingsOf({ config }: Pick<StoredRun, 'config'>): Record<string, unknown> {
  const { walkForward: _shape, ...settings } = config
  return settings
}
