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
  description: 'Status of a run.',
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
  description: 'Status of a split; only a PUBLISHED split has results.',
})

export const StrategyKind = {
  TRAINED: 'TRAINED',
  BASELINE: 'BASELINE',
  PREDICTOR: 'PREDICTOR',
} as const
export type StrategyKind = (typeof StrategyKind)[keyof typeof StrategyKind]
registerEnumType(StrategyKind, {
  name: 'StrategyKind',
  description: 'Kind of a strategy.',
})

export const Side = { LONG: 'LONG', SHORT: 'SHORT' } as const
export type Side = (typeof Side)[keyof typeof Side]
registerEnumType(Side, { name: 'Side', description: 'Side of a position.' })

export const CodebookModule = {
  TIME_SERIES: 'TIME_SERIES',
  CROSS_SECTION: 'CROSS_SECTION',
} as const
export type CodebookModule = (typeof CodebookModule)[keyof typeof CodebookModule]
registerEnumType(CodebookModule, {
  name: 'CodebookModule',
  description: 'What the codes of a codebook describe.',
})

export const AttributionBy = { FACTOR: 'FACTOR', SECTOR: 'SECTOR', ASSET: 'ASSET' } as const
export type AttributionBy = (typeof AttributionBy)[keyof typeof AttributionBy]
registerEnumType(AttributionBy, {
  name: 'AttributionBy',
  description: 'How net return is attributed; cost is a row of its own.',
})
