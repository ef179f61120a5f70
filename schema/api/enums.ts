import { registerEnumType } from 'type-graphql'

export const RunStatus = {
  QUEUED: 'queued',
  RUNNING: 'running',
  DONE: 'done',
  FAILED: 'failed',
} as const
export type RunStatus = (typeof RunStatus)[keyof typeof RunStatus]
registerEnumType(RunStatus, {
  name: 'RunStatus',
  description: 'Where a run stands; DONE once every one of its splits has been tried.',
})

export const SplitStatus = {
  QUEUED: 'queued',
  RUNNING: 'running',
  PUBLISHED: 'published',
  FAILED: 'failed',
} as const
export type SplitStatus = (typeof SplitStatus)[keyof typeof SplitStatus]
registerEnumType(SplitStatus, {
  name: 'SplitStatus',
  description: 'Where a split stands; only a PUBLISHED one has results.',
})

export const StrategyKind = {
  TRAINED: 'TRAINED',
  BASELINE: 'BASELINE',
  PREDICTOR: 'PREDICTOR',
} as const
export type StrategyKind = (typeof StrategyKind)[keyof typeof StrategyKind]
registerEnumType(StrategyKind, {
  name: 'StrategyKind',
  description:
    'TRAINED: factors and policy learnt for the objective; BASELINE: kept to be beaten; ' +
    'PREDICTOR: forecasts returns and trades the ranking.',
})

export const Side = { LONG: 'LONG', SHORT: 'SHORT' } as const
export type Side = (typeof Side)[keyof typeof Side]
registerEnumType(Side, { name: 'Side', description: 'LONG: weights above 0; SHORT: below 0.' })

export const AttributionBy = { FACTOR: 'FACTOR', SECTOR: 'SECTOR', ASSET: 'ASSET' } as const
export type AttributionBy = (typeof AttributionBy)[keyof typeof AttributionBy]
registerEnumType(AttributionBy, {
  name: 'AttributionBy',
  description: 'What net return is split into; costs are a part of each.',
})
