/**
 * Every migration, in order. A released one never changes: it imports kysely, and the shape of a day table
 * from `day-table.ts`, which never changes either.
 */
export * as _20261121_initial from './20261121-initial.js'
export * as _20261121_keys from './20261121-keys.js'
export * as _20261121_notify_changes from './20261121-notify-changes.js'
export * as _20261121_received_files from './20261121-received-files.js'
export * as _20261121_scheduled_jobs from './20261121-scheduled-jobs.js'
export * as _20261121_trials from './20261121-trials.js'
export * as _20261121_versions_kept from './20261121-versions-kept.js'
export * as _20261121_window_engine from './20261121-window-engine.js'
export * as _20261130_archived_arrays from './20261130-archived-arrays.js'
export * as _20261130_daily_prices from './20261130-daily-prices.js'
export * as _20261130_packed_accounts from './20261130-packed-accounts.js'
export * as _20261130_predictions from './20261130-predictions.js'
export * as _20261130_predictions_measured from './20261130-predictions-measured.js'
export * as _20261130_printed_pnl from './20261130-printed-pnl.js'
export * as _20261130_priors_and_posteriors from './20261130-priors-and-posteriors.js'
export * as _20261130_quantised_codes from './20261130-quantised-codes.js'
export * as _20261130_range_sums from './20261130-range-sums.js'
export * as _20261130_trading_agents from './20261130-trading-agents.js'
export * as _20261130_trading_calendars from './20261130-trading-calendars.js'
export * as _20261201_series_by_content from './20261201-series-by-content.js'
