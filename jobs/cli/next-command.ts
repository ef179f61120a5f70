import { DEFAULT_STRATEGY } from '../../src/catalogue.js'
import type { Db } from '../session/session.js'

/** What follows the ingest of a dataset: training, or scoring what is trained. */
export async function nextCommand(db: Db, dataset: string, restated: boolean): Promise<string> {
  const { datasetByName } = await import('../../src/store/datasets.js')
  const { answeringRuns } = await import('../../src/store/read/runs.js')
  const { id } = await datasetByName(db, dataset)
  const [run] = await answeringRuns(db, { datasetIds: [id] })
  const verb = run && !restated ? 'score' : 'backtest'
  const strategy = run?.strategy ?? DEFAULT_STRATEGY
  return `residua ${verb} --dataset ${quoted(dataset)} --strategy ${strategy}`
}

/** The words of a command line, with other words in the place of its first ones. */
export function commandLine(words: readonly string[]): string {
  return ['residua', ...words].map(quoted).join(' ')
}

/** A word as a shell reads it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
