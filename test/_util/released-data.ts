import type pg from 'pg'

/**
 * Rows as the first release wrote them, in every table that it had: written in separate SQL, because the
 * current program writes current rows.
 */
export async function fillFirstRelease(pool: pg.Pool): Promise<void> {
  for (const statement of STATEMENTS) await pool.query(statement)
}

/** The released tables with the columns that every migration must preserve: all of their own. */
export const RELEASED: Readonly<Record<string, string>> = {
  data_version: 'id, version',
  dataset: 'id, name, is_default',
  dataset_version: 'id, dataset_id, number, hash, first_date, last_date, next_date, path, restated',
  asset: 'id, dataset_id, position, symbol, name, sector, first_date, last_date',
  return_day: 'dataset_id, date, market, v',
  run: 'id, dataset_id, strategy, config, config_hash, seeds, engine, status, promotable, stale',
  split: 'id, run_id, name, status, live, train_from, test_to, current_version_id',
  split_version:
    'id, split_id, content_id, dataset_version_id, version, scored_to, next_date, closes',
  pnl_day: 'split_version_id, date, gross, turnover, short_exposure',
  scored_day: 'content_id, date, decided, realised',
  residual_day: 'content_id, date, v',
  asset_weight_day: 'content_id, date, v',
  factor_return_day: 'content_id, date, v',
  beta_day: 'content_id, date, factor, v',
  factor_weight_day: 'content_id, date, factor, v',
  factor_characteristic_day: 'content_id, date, factor, v',
  training_epoch: 'content_id, seed, epoch, loss, best',
  order_day: 'split_version_id, asset_id, current_weight, target_weight, price',
}

/** Rows that became possible with a later migration, and the columns that must be preserved. */
interface LaterData {
  readonly statements: readonly string[]
  readonly tables: Readonly<Record<string, string>>
}

/** Fills the tables up to a migration; returns the tables with the columns that later ones must preserve. */
export async function fillLater(
  pool: pg.Pool,
  migration: string,
): Promise<Readonly<Record<string, string>>> {
  const tables: Record<string, string> = {}
  for (const [name, data] of Object.entries(LATER)) {
    if (name > migration) continue
    for (const statement of data.statements) await pool.query(statement)
    Object.assign(tables, data.tables)
  }
  return tables
}

const RUN = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff'

const STATEMENTS: readonly string[] = [
  `insert into dataset (name, is_default) values ('sample', true)`,
  `insert into dataset_version (dataset_id, number, hash, first_date, last_date, next_date,
     asset_count, row_count, sources, path, restated)
   select 1, n, 'hash ' || n, '2019-12-30', date '2020-01-01' + n, date '2020-01-02' + n, 2, 8, '[]',
     '/data/' || n, n = 2 from generate_series(1, 2) n`,
  `insert into asset (dataset_id, position, symbol, name, sector, first_date, last_date) values
     (1, 0, 'A', 'A Inc.', 'Energy', '2019-12-30', '2020-01-03'),
     (1, 1, 'B', null, null, '2019-12-30', '2020-01-03')`,
  `insert into return_day select 1, date '2019-12-30' + n, 0.01, array[0.01, null]::float8[]
   from generate_series(0, 4) n`,
  `insert into run (id, dataset_id, strategy, config, config_hash, seeds, engine, status, stale)
   values ('${RUN}', 1, 'pca-ou', '{"factorCount": 1}', 'c', '{1}', 'host', 'done', true)`,
  `insert into split (run_id, name, status, live, train_from, train_to, test_from, test_to,
     dataset_version_id, seed, book_seeds, factor_count)
   values ('${RUN}', 'test_2019_2020', 'published', true, '2012-01-03', '2019-12-31', '2020-01-02',
     '2020-12-31', 2, 1, '{1}', 1)`,
  `insert into split_version (id, split_id, content_id, dataset_version_id, version, scored_to,
     next_date, closes) overriding system value
   values (1, 1, 1, 1, 1, '2020-01-02', '2020-01-03', '{10, null}'),
     (2, 1, 1, 2, 2, '2020-01-03', '2020-01-06', '{11, 20}')`,
  `select setval(pg_get_serial_sequence('split_version', 'id'), 2)`,
  'update split set current_version_id = 2',
  `insert into pnl_day select v, date '2020-01-01' + n, 0.001 * n, 1, 0.5
   from generate_series(1, 2) v, generate_series(1, 2) n where n <= v`,
  `insert into scored_day values (1, '2020-01-02', 'd', 'r'), (1, '2020-01-03', 'd', 'r'),
     (1, '2020-01-06', 'd', null)`,
  ...['residual_day', 'asset_weight_day', 'factor_return_day'].map(
    (table) => `insert into ${table} values (1, '2020-01-02', '{0.5, -0.5}')`,
  ),
  ...['beta_day', 'factor_weight_day', 'factor_characteristic_day'].map(
    (table) => `insert into ${table} values (1, '2020-01-02', 0, '{0.5, null}')`,
  ),
  `insert into training_epoch values (1, 1, 1, -0.5, 1, 1, 1, 0.3, 2, true)`,
  'insert into order_day values (2, 1, 0.5, 0.25, 11), (2, 2, -0.5, -0.75, null)',
  `update data_version set version = 2, published_at = '2020-01-03T21:00:00Z'`,
]

const LATER: Readonly<Record<string, LaterData>> = {
  _20261121_keys: {
    statements: [`insert into api_key (name, hash, scopes) values ('desk', 'h', '{read,export}')`],
    tables: { api_key: 'id, name, hash, scopes, expires_at, revoked_at, created_at' },
  },
  _20261121_received_files: {
    statements: [
      `insert into received_file (dataset_id, name, sha256, bytes, role, date, outcome,
         dataset_version_id) values (1, 'prices.csv', 's', 9, 'prices', '2020-01-03', 'ingested', 2)`,
    ],
    tables: { received_file: 'id, name, sha256, bytes, role, date, outcome, dataset_version_id' },
  },
  _20261130_predictions: {
    statements: [
      `insert into prediction_mean_day values (1, '2020-01-02', '{0.5, null}')`,
      `insert into prediction_risk_day values (1, '2020-01-02', '{0.5, null}')`,
      `insert into training_epoch (content_id, seed, epoch, best, metrics)
       values (1, 1, 2, false, '[{"name": "perplexity", "value": 41.5}]')`,
    ],
    tables: {
      prediction_mean_day: 'content_id, date, v',
      prediction_risk_day: 'content_id, date, v',
      training_epoch: 'content_id, seed, epoch, loss, best, metrics',
    },
  },
  _20261130_predictions_measured: {
    statements: [`insert into prediction_measure_day values (1, '2020-01-02', '{0.5, null}')`],
    tables: { prediction_measure_day: 'content_id, date, v' },
  },
  _20261130_range_sums: {
    statements: [
      `insert into asset_sum_day values (1, '2020-01-02', '{1, 0.5}')`,
      `insert into factor_sum_day values (1, '2020-01-02', '{1, 0.5}')`,
    ],
    tables: { asset_sum_day: 'content_id, date, v', factor_sum_day: 'content_id, date, v' },
  },
  _20261130_priors_and_posteriors: {
    statements: [
      ...['prior_mean', 'prior_risk', 'posterior_mean', 'posterior_risk'].map(
        (name) => `insert into latent_${name}_day values (1, '2020-01-02', '{0.5, null}')`,
      ),
      'update split set latent_count = 2',
    ],
    tables: {
      latent_prior_mean_day: 'content_id, date, v',
      latent_posterior_risk_day: 'content_id, date, v',
      split: 'id, name, latent_count',
    },
  },
  _20261130_quantised_codes: {
    statements: [
      `insert into time_series_code_day values (1, '2020-01-02', '{3, null}')`,
      `insert into cross_section_code_day values (1, '2020-01-02', '{1}')`,
      `insert into codebook values (1, 'TIME_SERIES', '{5, 0, 2, 9}')`,
    ],
    tables: {
      time_series_code_day: 'content_id, date, v',
      cross_section_code_day: 'content_id, date, v',
      codebook: 'content_id, module, usage_train',
    },
  },
  _20261121_scheduled_jobs: {
    statements: [
      `insert into job (task, key, payload, run_id, split, status, finished_at, outcome)
       values ('window', 'w', '{"batchShare": 0.5}', '${RUN}', 'test_2019_2020', 'done', now(), 'o'),
         ('score', 's', '{}', null, null, 'queued', null, null)`,
      `insert into job_slot (task, slot, outcome, job_id, claimed_by)
       values ('score', '2020-01-03T23:00:00Z', 'claimed', 2, 'host 1')`,
      `insert into schedule_entry values ('score', '0 18 * * *', 'America/New_York', 'NYSE', 'latest')`,
      `insert into checkpoint values ('${RUN}', 'test_2019_2020', 1, 's', '\\x0102')`,
    ],
    tables: {
      job: 'id, task, key, payload, run_id, split, status, run_at, finished_at, outcome',
      job_slot: 'task, slot, outcome, job_id, claimed_by',
      schedule_entry: 'task, cron, time_zone, exchange, catch_up',
      checkpoint: 'run_id, split, seed, sha256, content',
    },
  },
}
