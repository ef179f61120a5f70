import type { EngineChoice } from '../../src/config.js'
import { presetSettings } from '../../src/registry/presets.js'
import { parseOverrides, type Settings } from '../session/settings.js'
import type { BacktestOptions } from '../tasks/backtest/options.js'

export interface BacktestFlags {
  readonly dataset?: string
  readonly strategy: string
  readonly from?: string
  readonly to?: string
  readonly trainYears?: number
  readonly testYears?: number
  readonly purge?: number
  readonly seed?: number
  readonly seeds?: number
  readonly engine?: EngineChoice
  readonly workers?: number
  readonly promote: boolean
  readonly preset?: string
  readonly config: readonly string[]
}

/** Flags win over the settings file, and that over the defaults. */
export async function backtestOptions(
  flags: BacktestFlags,
  settings: Settings,
): Promise<BacktestOptions> {
  const { defaultWorkers } = await import('../pool/default-workers.js')
  const saved = settings.backtest ?? {}
  const strategy = await strategyOf(flags)
  const chosen = await strategySettings(flags, settings)
  const {
    workers = saved.workers ?? defaultWorkers(strategy.inputs(strategy.parseConfig(chosen))),
  } = flags
  return {
    dataset: flags.dataset ?? settings.dataset,
    strategy: flags.strategy,
    settings: chosen,
    from: flags.from,
    to: flags.to,
    trainYears: flags.trainYears ?? saved.trainYears,
    testYears: flags.testYears ?? saved.testYears,
    purge: flags.purge ?? saved.purge,
    seed: flags.seed ?? saved.seed,
    seedCount: flags.seeds ?? saved.seeds,
    engine: flags.engine ?? saved.engine,
    workers,
    promote: flags.promote,
  }
}

/** All settings of the strategy that a backtest with these flags would use. */
export async function effectiveConfig(flags: BacktestFlags, settings: Settings): Promise<object> {
  const strategy = await strategyOf(flags)
  return strategy.parseConfig(await strategySettings(flags, settings))
}

/**
 * The preset, then the settings file, then `--config`, later ones winning; a preset of the command
 * line replaces the strategy's section of the file.
 */
async function strategySettings(
  flags: BacktestFlags,
  settings: Settings,
): Promise<Record<string, unknown>> {
  const preset = flags.preset ?? settings.backtest?.preset
  const ofFile = flags.preset === undefined ? settings.strategies?.[flags.strategy] : {}
  const named = preset === undefined ? {} : presetSettings(preset, await strategyOf(flags))
  return { ...named, ...ofFile, ...parseOverrides(flags.config) }
}

async function strategyOf({ strategy }: BacktestFlags) {
  const { strategyByName } = await import('../../src/registry/registry.js')
  return strategyByName(strategy)
}
