import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fromFactorStatArb } from '../../../../jobs/cli/factorstatarb-config.js'
import { runProgram } from '../../../../jobs/cli/program.js'
import { readSettings } from '../../../../jobs/session/settings.js'
import { strategyInfo } from '../../../../src/catalogue.js'
import { UserError } from '../../../../src/lib/errors.js'
import { presetSettings } from '../../../../src/registry/presets.js'
import { parseAttentionConfig } from '../../../../src/strategy/attention/settings.js'

const strategy = {
  info: strategyInfo('attention-longconv'),
  parseConfig: parseAttentionConfig,
}
const translate = (config: unknown) => fromFactorStatArb(config, strategy, 'config.json')

/** Every key that a FactorStatArb config.json may have, with the values of the published one. */
const PUBLISHED = {
  num_factors: 8,
  emb_dim: 16,
  return_col: 'ret1',
  split_year: 2020,
  normalize: true,
  train_epochs: 5,
  train_batch_size: 32,
  train_lr: 0.001,
  train_weight_decay: 0.0001,
  longconv_dim: 32,
  lookback: 30,
  sharpe_window: 60,
  lambda_sr: 1,
  lambda_var: 1,
  ridge: 0.001,
  dropout: 0.1,
  squash: 0.001,
  use_longconv: true,
  cache_dir: 'cache',
  sharpe_eps: 1e-6,
  turn_penalty: 0.0005,
  short_penalty: 0.0001,
  short_alpha: 0.5,
  run_train: true,
  run_test: true,
  window_years: 8,
  step_years: 1,
  rebalance: 'W',
}

describe('a FactorStatArb configuration', () => {
  it('as published is the preset of its name', () => {
    const { settings, backtest } = translate(PUBLISHED)
    const preset = presetSettings('factorstatarb', strategy)
    expect(parseAttentionConfig(settings)).toEqual(parseAttentionConfig(preset))
    expect(backtest).toEqual({ trainYears: 8, testYears: 1 })
  })

  it('maps each key to its setting, with basis points and the ratio of lambdas converted', () => {
    const { settings } = translate({
      ...PUBLISHED,
      num_factors: 5,
      lambda_sr: 0.5,
      lambda_var: 2,
      turn_penalty: 0.0002,
      sharpe_window: 40,
      rebalance: 'B',
    })
    expect(settings).toMatchObject({
      factorCount: 5,
      explainedVarianceWeight: 4,
      tradingCostBps: 2,
      blockDays: 40,
      rebalance: 'D',
    })
  })

  it('reports the mapping of every key, and the reason for an ignored one', () => {
    const { fates } = translate({ ...PUBLISHED, colour: 'red' })
    expect(fates.map(({ key }) => key)).toEqual([...Object.keys(PUBLISHED), 'colour'])
    const ignored = fates.filter(({ becomes }) => !becomes)
    expect(ignored.map(({ key }) => key).sort()).toEqual([
      'cache_dir',
      'colour',
      'lambda_sr',
      'normalize',
      'return_col',
      'run_test',
      'run_train',
      'sharpe_eps',
      'short_alpha',
      'split_year',
      'train_batch_size',
      'use_longconv',
    ])
    for (const { why } of ignored) expect(why).not.toBe('')
    expect(fates.at(-1)?.why).toBe('unknown key')
  })

  it.each([
    [[1], /holds no settings/],
    [{ num_factors: 'eight' }, /config\.json: num_factors is "eight", not a number/],
    [{ rebalance: 'Q' }, /rebalance "Q" is none of D, B, W, M/],
    [{ dropout: 2 }, /"dropout" is 2/],
  ])('refuses %j', (config, message) => {
    expect(() => translate(config)).toThrow(UserError)
    expect(() => translate(config)).toThrow(message)
  })
})

describe('residua init --from', () => {
  let folder: string
  let output = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'init-'))
    output = ''
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      output += text
      return true
    })
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      output += text
      return true
    })
  })
  afterEach(() => {
    vi.restoreAllMocks()
    rmSync(folder, { recursive: true })
  })

  it('writes valid settings and prints the mapping of each key', async () => {
    const file = join(folder, 'config.json')
    writeFileSync(file, JSON.stringify({ ...PUBLISHED, step_years: 2 }))
    expect(await runProgram(['init', folder, '--from', file])).toBe(0)
    const settings = readSettings(folder)
    expect(settings.backtest).toEqual({ trainYears: 8, testYears: 2 })
    expect(parseAttentionConfig(settings.strategies?.['attention-longconv'] ?? {})).toMatchObject({
      width: 16,
      rebalance: 'W',
    })
    expect(output).toMatch(/num_factors\s+8\s+factorCount = 8/)
    expect(output).toMatch(/short_alpha\s+0\.5\s+ignored\s+a Sharpe ratio of the short side/)
    expect(output).toContain('What its code does and Residua does not:')
    expect(readFileSync(join(folder, 'residua.config.json'), 'utf8')).toContain('FactorStatArb')
  })

  it('names the file that it cannot read', async () => {
    expect(await runProgram(['init', folder, '--from', join(folder, 'none.json')])).toBe(1)
    expect(output).toMatch(/cannot read --from .*none\.json/)
  })

  it('backtest --preset is overridden by --config', async () => {
    const args = ['backtest', '--strategy', 'attention-longconv', '--show-config', '--preset']
    expect(await runProgram([...args, 'paper', '--config', 'factorCount=15'])).toBe(0)
    expect(JSON.parse(output)).toMatchObject({ factorCount: 15, explainedVarianceWeight: 100 })
    expect(await runProgram([...args, 'papers'])).toBe(1)
    expect(output).toContain('residua, paper, factorstatarb')
  })
})
