import { benchOptions } from './_util/options.js'
import { fullStore } from './scale/full-store.js'
import { manyPartitions } from './scale/partitions.js'
import { workerSpeedUp } from './scale/workers.js'

/**
 * Size and times of a full store: publishes many splits of a year each one after the other, as jobs do
 * (durably, with all checks), then reads them through the API; or, with `--partitions`, few splits and very many.
 */

const flags = benchOptions(
  'bench:scale',
  'What a full store costs: size, publication, answers, workers.',
  {
    windows: {
      type: 'string',
      default: '200',
      what: 'splits of a year; fewer where disk space is short',
    },
    assets: { type: 'string', default: '1000', what: 'assets' },
    factors: { type: 'string', default: '30', what: 'factors' },
    partitions: {
      type: 'boolean',
      what: 'compare 20 splits with --windows of them, copied in the database: reads, publication, prune, dump',
    },
    'no-workers': { type: 'boolean', what: 'leave out one worker against two' },
  },
)
const sizes = { assetCount: Number(flags.assets), factorCount: Number(flags.factors) }
const windows = Number(flags.windows)
if (flags.partitions) {
  await manyPartitions(windows, sizes)
} else {
  await fullStore(windows, sizes)
  if (!flags['no-workers']) await workerSpeedUp()
}
