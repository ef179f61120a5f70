import type { StoredRun } from '../../../src/store/read/runs.js'
import type { Strategy } from '../../../src/strategy/strategy.js'
import { DEFAULT_SEED, DEFAULT_WALK_FORWARD, settingsOf, walkForwardOf } from './run-config.js'

/** The `residua backtest` command that goes on with a run: what it has in other than the defaults. */
export function commandOfRun(run: StoredRun, strategy: Strategy, dataset: string): string {
  const { trainYears, testYears, purge } = walkForwardOf(run)
  const defaults = new Map(Object.entries(strategy.parseConfig({})))
  const options: [string, unknown, unknown][] = [
    ['--train-years', trainYears, DEFAULT_WALK_FORWARD.trainYears],
    ['--test-years', testYears, DEFAULT_WALK_FORWARD.testYears],
    ['--purge', purge, DEFAULT_WALK_FORWARD.purge],
    ['--seed', run.seeds[0], DEFAULT_SEED],
    ['--seeds', run.seeds.length, strategy.defaultSeedCount],
  ]
  const changed = options.filter(([, value, usual]) => value !== usual)
  const configured = Object.entries(settingsOf(run)).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(defaults.get(key)),
  )
  return [
    `residua backtest --dataset ${dataset} --strategy ${run.strategy}`,
    ...changed.map(([flag, value]) => `${flag} ${value}`),
    ...configured.map(([key, value]) => `--config ${quoted(`${key}=${valueText(value)}`)}`),
  ].join(' ')
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** One word to a shell. */
function quoted(text: string): string {
  return /^[\w.,:=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
