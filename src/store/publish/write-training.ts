import type { NamedValue, SplitResult } from '../../results.js'
import { copyRows } from '../copy-rows.js'
import type { Transaction } from '../transaction.js'

/** Writes what training measured, and the codebooks that it left. */
export async function writeTraining(
  transaction: Transaction,
  contentId: number,
  result: SplitResult,
): Promise<void> {
  await writeEpochs(transaction, contentId, result)
  await writeCodebooks(transaction, contentId, result)
}

/** NaN is NULL, and a metric that is not finite is left out. */
function writeEpochs(
  { client }: Transaction,
  contentId: number,
  { training }: SplitResult,
): Promise<void> {
  return copyRows(client, {
    table: 'training_epoch',
    columns: COLUMNS,
    rows: training.map((epoch) => [
      contentId,
      epoch.seed,
      epoch.epoch,
      epoch.loss,
      epoch.netSharpe,
      epoch.grossSharpe,
      epoch.turnover,
      epoch.explainedVariance,
      epoch.effectiveFactors,
      JSON.stringify(epoch.metrics.filter(isStorable)),
      epoch.best,
    ]),
  })
}

function writeCodebooks(
  { client }: Transaction,
  contentId: number,
  { codebooks = [] }: SplitResult,
): Promise<void> {
  return copyRows(client, {
    table: 'codebook',
    columns: { content_id: 'int8', module: 'text', usage_train: 'float8[]' },
    rows: codebooks.map(({ module, usageTrain }) => [contentId, module, usageTrain]),
  })
}

function isStorable({ value }: NamedValue): boolean {
  return Number.isFinite(value)
}

const COLUMNS = {
  content_id: 'int8',
  seed: 'int4',
  epoch: 'int4',
  loss: 'float8',
  net_sharpe: 'float8',
  gross_sharpe: 'float8',
  turnover: 'float8',
  explained_variance: 'float8',
  effective_factors: 'float8',
  metrics: 'jsonb',
  best: 'bool',
} as const
