import type { AccountRow } from '../accounts/pnl.js'
import type { ComputedMemory } from '../store/computed.js'
import type { StoredDataset } from '../store/datasets.js'
import type { ClosesKey, DatedClose } from '../store/market/prices.js'
import type { StoredAsset } from '../store/read/assets.js'
import type { StoredCodebook } from '../store/read/codebooks.js'
import type { DatedValues, DayKey, RangeKey } from '../store/read/content-days.js'
import type { DatedFactorVectors, DatedVector } from '../store/read/dated-vectors.js'
import type { MarketRow } from '../store/read/pnl.js'
import type { DatedMeasuredDay } from '../store/read/prediction-measures.js'
import type { DatedSums } from '../store/read/range-sums.js'
import type { ReturnsKey } from '../store/read/returns.js'
import type { StoredRun } from '../store/read/runs.js'
import type { StoredSplit } from '../store/read/splits.js'

/** A read by key. Reads made at the same time may be answered by one statement. */
interface Read<K, V> {
  load(key: K): Promise<V>
}

/** What decides which run answers. */
export interface AnsweringReads {
  datasets(): Promise<readonly StoredDataset[]>
  /** By dataset id: the answering run of each strategy. */
  readonly answeringRuns: Read<number, readonly StoredRun[]>
}

/** What the performance of splits is computed from. */
export interface PerformanceReads {
  /** What is kept between requests of what was computed; undefined where nothing is. */
  readonly computed?: () => Promise<ComputedMemory | undefined>
  /** By run id, chronological. */
  readonly splitsOfRun: Read<string, readonly StoredSplit[]>
  /** By instant, then by split id: the split as it stood then. */
  splitsAsOf(instant: string): Read<number, StoredSplit | null>
  /** By dataset id: element p has position p. */
  readonly axis: Read<number, readonly StoredAsset[]>
  /** By version id, chronological. */
  readonly accountRows: Read<number, readonly AccountRow[]>
  /** By version id, for the dates of `accountRows`. */
  readonly marketRows: Read<number, readonly MarketRow[]>
  /** By content id and range, chronological. */
  readonly weightsBetween: Read<RangeKey, readonly DatedVector[]>
  readonly predictedMeansBetween: Read<RangeKey, readonly DatedVector[]>
  readonly predictedRisksBetween: Read<RangeKey, readonly DatedVector[]>
  readonly agentSharesBetween: Read<RangeKey, readonly DatedVector[]>
  readonly agentTurnoversBetween: Read<RangeKey, readonly DatedVector[]>
  readonly agentGrossBetween: Read<RangeKey, readonly DatedVector[]>
  readonly predictionMeasuresBetween: Read<RangeKey, readonly DatedMeasuredDay[]>
  readonly timeSeriesCodesBetween: Read<RangeKey, readonly DatedVector[]>
  readonly crossSectionCodesBetween: Read<RangeKey, readonly DatedVector[]>
  /** By content id. */
  readonly codebooks: Read<number, readonly StoredCodebook[]>
  readonly residualsBetween: Read<RangeKey, readonly DatedVector[]>
  readonly factorReturnsBetween: Read<RangeKey, readonly DatedValues[]>
  readonly betasBetween: Read<RangeKey, readonly DatedFactorVectors[]>
  /** By content id and date: running sums of the last date at or before it that has any. */
  readonly assetSumsUpTo: Read<DayKey, DatedSums | null>
  /** By content id and date. */
  readonly factorSumsOn: Read<DayKey, DatedSums | null>
  /** By dataset id and range, chronological. */
  readonly returnsBetween: Read<ReturnsKey, readonly DatedVector<Float64Array>[]>
  /** By dataset id and range; empty where none are stored. */
  readonly dollarVolumesBetween: Read<ReturnsKey, readonly DatedVector[]>
  /** By dataset id, position on the asset axis and range; empty where none are stored. */
  readonly closesBetween: Read<ClosesKey, readonly DatedClose[]>
}
