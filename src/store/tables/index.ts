import type { ApiKeyTable } from './api-key.js'
import type { ArchivedContentTable, UnusedArchiveFileTable } from './archived-content.js'
import type { AssetTable } from './asset.js'
import type { CheckpointTable } from './checkpoint.js'
import type { CodebookTable } from './codebook.js'
import type { ContentDayTable } from './content-day.js'
import type { DataVersionTable } from './data-version.js'
import type { DatasetTable } from './dataset.js'
import type { DatasetVersionTable } from './dataset-version.js'
import type { JobTable } from './job.js'
import type { JobSlotTable } from './job-slot.js'
import type { OrderDayTable } from './order-day.js'
import type { PackedAccountTable, PrintedPnlTable } from './packed-account.js'
import type { PnlDayTable } from './pnl-day.js'
import type { PriceDayTable } from './price-day.js'
import type { ReceivedFileTable } from './received-file.js'
import type { ReturnDayTable } from './return-day.js'
import type { RunTable } from './run.js'
import type { ScheduleEntryTable } from './schedule-entry.js'
import type { ScoredDayTable } from './scored-day.js'
import type { SeriesDayTable } from './series-day.js'
import type { SplitTable } from './split.js'
import type { SplitVersionTable } from './split-version.js'
import type { TrainingEpochTable } from './training-epoch.js'
import type { WorkerTable } from './worker.js'

/** Every table, for Kysely. */
export interface Database {
  api_key: ApiKeyTable
  archived_content: ArchivedContentTable
  asset: AssetTable
  checkpoint: CheckpointTable
  codebook: CodebookTable
  data_version: DataVersionTable
  dataset: DatasetTable
  dataset_version: DatasetVersionTable
  job: JobTable
  job_slot: JobSlotTable
  order_day: OrderDayTable
  packed_account: PackedAccountTable
  pnl_day: PnlDayTable
  price_day: PriceDayTable
  printed_pnl: PrintedPnlTable
  prediction_measure_day: ContentDayTable
  asset_sum_day: ContentDayTable
  factor_sum_day: ContentDayTable
  received_file: ReceivedFileTable
  return_day: ReturnDayTable
  run: RunTable
  schedule_entry: ScheduleEntryTable
  scored_day: ScoredDayTable
  series_day: SeriesDayTable
  split: SplitTable
  split_version: SplitVersionTable
  training_epoch: TrainingEpochTable
  unused_archive_file: UnusedArchiveFileTable
  worker: WorkerTable
}
