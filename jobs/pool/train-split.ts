import { marketData } from '../../src/characteristics/market-data.js'
import { strategyByName } from '../../src/registry/registry.js'
import type { EngineInfo, SplitResult } from '../../src/results.js'
import { type CheckpointStore, folderCheckpoints } from '../../src/walkforward/checkpoints.js'
import { runSplit, type SplitRun, trainSplitSeeds } from '../../src/walkforward/run.js'
import { HOST_ENGINE, type SplitObserver, type SplitTask } from './split-task.js'

/** Trains and scores one split on this thread. */
export async function trainSplit(
  task: SplitTask,
  signal: AbortSignal,
  observer: SplitObserver = {},
): Promise<SplitResult> {
  return runSplit(await splitRunOf(task, signal, observer))
}

/** Trains seeds of one split on this thread and saves their checkpoints. */
export async function trainSeedsOf(
  task: SplitTask,
  signal: AbortSignal,
  observer: SplitObserver = {},
): Promise<void> {
  await trainSplitSeeds(await splitRunOf(task, signal, observer))
}

async function splitRunOf(
  task: SplitTask,
  signal: AbortSignal,
  { onSaved, ...observer }: SplitObserver,
): Promise<SplitRun> {
  const strategy = await strategyByName(task.strategy)
  return {
    market: marketData(task.arrays),
    strategy,
    config: strategy.parseConfig(task.config),
    split: task.split,
    earlier: task.earlier,
    seeds: task.seeds,
    checkpoints: observed(folderCheckpoints(task.checkpointFolder), onSaved),
    cache: task.cacheFolder,
    components: task.components,
    engine: strategy.trains ? await engineNamed(task) : HOST_ENGINE,
    lastCloses: task.lastCloses,
    signal,
    ...observer,
  }
}

/** The store, calling `onSaved` after each checkpoint it wrote. */
function observed(
  store: CheckpointStore,
  onSaved: NonNullable<SplitObserver['onSaved']> = () => {},
): CheckpointStore {
  return {
    load: store.load,
    async save(split, seed, dataHash, trained) {
      await store.save(split, seed, dataHash, trained)
      onSaved(seed, split)
    },
  }
}

async function engineNamed({ engine: name, engineOptions }: SplitTask): Promise<EngineInfo> {
  const { isEngineName, openEngine } = await import('../../src/tensor/engine/engine.js')
  return openEngine(isEngineName(name) ? name : 'auto', engineOptions)
}
