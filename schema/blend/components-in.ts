import type { DateFilter } from '../../src/performance/dated-values.js'
import type { StoredRun } from '../../src/store/read/runs.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import type { Loaders } from '../api/loaders.js'
import type { BlendComponent, BlendWeights } from './blend.type.js'

/** The weights of the components on the dates of a split, its `nextDate` included. */
export async function weightsIn(
  { current, testFrom, runId }: StoredSplit,
  filter: DateFilter,
  loaders: Loaders,
): Promise<BlendWeights[]> {
  const to = current?.nextDate ?? current?.scoredTo
  if (!current?.sources || !to) return []
  const between = loaders.series.digitsBetween('component weight')
  const days = await between.load({ contentId: current.contentId, from: testFrom, to })
  const runs = await componentRunsOf(await loaders.run.load(runId), loaders)
  return days
    .filter(({ date }) => filter.includes(date))
    .map(({ date, values }) => ({
      date,
      weights: runs.map((run, m) => ({ run, weight: values[m] ?? 0 })),
    }))
}

/** The published splits that a split was made of, each beside what its run shows now. */
export async function componentsIn(
  { current }: StoredSplit,
  loaders: Loaders,
): Promise<BlendComponent[]> {
  const components = (current?.sources ?? []).map(async (source): Promise<BlendComponent[]> => {
    const { runId, split, version, contentId } = source
    const [run, splits] = await Promise.all([
      loaders.run.load(runId),
      loaders.splitsOfRun.load(runId),
    ])
    const now = splits.find(({ name }) => name === split)
    if (!run) return []
    return [{ run, split, version, stale: now?.current?.contentId !== contentId }]
  })
  return (await Promise.all(components)).flat()
}

/** In the order of the setting `runs`, which is that of the weights; a run that is blended cannot be removed. */
async function componentRunsOf(run: StoredRun | null, loaders: Loaders): Promise<StoredRun[]> {
  const ids = (run?.config.runs ?? []) as readonly string[]
  const runs = await Promise.all(ids.map((id) => loaders.run.load(id)))
  return runs.filter((one) => one !== null)
}
