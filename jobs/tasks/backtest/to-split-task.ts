import { join } from 'node:path'
import type { Split } from '../../../src/results.js'
import type { SplitTask } from '../../pool/split-task.js'
import type { Session } from '../../session/session.js'
import { checkpointFolderOf } from './checkpoint-folder.js'
import { earlierSplits } from './earlier-splits.js'
import { engineOptions } from './engine.js'
import type { BacktestPlan } from './plan.js'
import { settingsOf } from './run-config.js'

/** A split of the plan as the task of a thread. */
export function toSplitTask({ config }: Session, plan: BacktestPlan, split: Split): SplitTask {
  return {
    arrays: plan.market.arrays,
    strategy: plan.strategy.info.name,
    config: settingsOf(plan.run),
    split,
    earlier: earlierSplits(plan, split),
    seeds: plan.run.seeds,
    engine: plan.engine.name,
    engineOptions: engineOptions(config),
    checkpointFolder: checkpointFolderOf(config.home, plan.run.id),
    cacheFolder: join(config.home, 'cache'),
    lastCloses: plan.market.lastCloses,
  }
}
