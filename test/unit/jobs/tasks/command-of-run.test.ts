import { describe, expect, it } from 'vitest'
import { commandOfRun } from '../../../../jobs/tasks/backtest/command-of-run.js'
import { DEFAULT_WALK_FORWARD, toRunConfig } from '../../../../jobs/tasks/backtest/run-config.js'
import { strategyByName } from '../../../../src/registry/registry.js'
import { storedSettings } from '../../../../src/registry/stored-settings.js'
import type { StoredRun } from '../../../../src/store/read/runs.js'

describe('the command that resumes a run', async () => {
  const strategy = await strategyByName('pca-ou')
  const command = (run: Partial<StoredRun>) =>
    commandOfRun({ strategy: 'pca-ou', seeds: [1], ...run } as StoredRun, strategy, 'dj30')

  it('has no options where all settings are defaults', () => {
    const config = toRunConfig(strategy.parseConfig({}), DEFAULT_WALK_FORWARD)
    expect(command({ config: config as StoredRun['config'] })).toBe(
      'residua backtest --dataset dj30 --strategy pca-ou',
    )
  })

  it('has an option for each setting that differs', () => {
    const shape = { trainYears: 3, testYears: 2, purge: 5 }
    const config = toRunConfig(strategy.parseConfig({ factorCount: 5, memory: true }), shape)
    expect(command({ seeds: [7, 8], config: config as StoredRun['config'] })).toBe(
      'residua backtest --dataset dj30 --strategy pca-ou --train-years 3 --test-years 2 ' +
        '--purge 5 --seed 7 --seeds 2 --config factorCount=5 --config memory=true',
    )
  })

  it('quotes arguments that a shell would split', () => {
    const settings = strategy.parseConfig({ noShort: ['BRK B', "O'X"], rebalance: 'W' })
    const config = toRunConfig(storedSettings(strategy, settings), DEFAULT_WALK_FORWARD)
    expect(command({ config: config as StoredRun['config'] })).toBe(
      'residua backtest --dataset dj30 --strategy pca-ou --config rebalance=W ' +
        `--config 'noShort=["BRK B","O'\\''X"]'`,
    )
  })
})
