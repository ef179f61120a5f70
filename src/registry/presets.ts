import { UserError } from '../lib/errors.js'
import { didYouMean } from '../lib/nearest-name.js'
import type { Strategy } from '../strategy/strategy.js'

/** Settings by name, before the user's own. */
interface Preset {
  readonly description: string
  /** Those of Attention Factors; another strategy takes those that it has, with values it can have. */
  readonly settings: Readonly<Record<string, unknown>>
  /** In place of those, what a predictor takes of them. */
  readonly ofPredictors: Readonly<Record<string, unknown>>
  /** In place of both, by the strategy's name. */
  readonly ofStrategies?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** What Zhao et al. (2024) print of STORM; a fit of that size needs a graphics card. */
const PUBLISHED_STORM = {
  patches: 16,
  patchDates: 4,
  heads: 4,
  headWidth: 64,
  encoderBlocks: 4,
  decoderBlocks: 2,
  patchAttention: 'date',
  fusion: true,
  timeSeriesCodes: 512,
  crossSectionCodes: 512,
  codebookUpdate: 'gradient',
  warmUpEpochs: 0,
  revivalSteps: 0,
  reconstructionWeight: 1e-3,
  returnWeight: 0.1,
  datesPerStep: 16,
  stocksPerStep: 0,
  epochs: 1000,
  learningRate: 1e-4,
  label: 'raw',
  k: 5,
  n: 3,
}

/** Beside that, what their code sets of the agents; cash is what they print. */
const PUBLISHED_AGENTS = {
  agentCostBps: 1,
  agentCash: 1_000_000,
  agentLearningRate: 5e-5,
  agentDiscount: 0.99,
}

const PRESETS: Readonly<Record<string, Preset>> = {
  residua: {
    description: 'the defaults: chosen on 2000–2007 by the net Sharpe ratio after a market hedge',
    settings: {},
    ofPredictors: {},
  },
  paper: {
    description:
      'what Epstein et al. (2025) print, at K = 30, and of predictors what Duan et al. (2022) and, of STORM, Zhao et al. (2024) print; where they print nothing, the default',
    settings: {
      factorCount: 30,
      input: 'raw',
      explainedVarianceWeight: 100,
      hedgedLoss: false,
      trainingCostMultiple: 1,
      epochs: 30,
      learningRate: 0.003,
      checkpoint: 'last',
    },
    ofPredictors: {
      priorWeight: 0,
      datesPerStep: 1,
      stocksPerStep: 0,
      label: 'raw',
      labelLag: 1,
    },
    ofStrategies: {
      storm: PUBLISHED_STORM,
      'storm-agents': { ...PUBLISHED_STORM, ...PUBLISHED_AGENTS },
    },
  },
  factorstatarb: {
    description:
      'what the config.json of FactorStatArb sets, without the defects of its code: see `residua init --from`',
    settings: {
      factorCount: 8,
      width: 16,
      input: 'raw',
      explainedVarianceWeight: 1,
      hedgedLoss: false,
      trainingCostMultiple: 1,
      blockDays: 60,
      epochs: 5,
      learningRate: 0.001,
      weightDecay: 0.0001,
      rebalance: 'W',
    },
    ofPredictors: {},
  },
}

/** Names and descriptions. */
export const PRESET_DESCRIPTIONS: readonly (readonly [name: string, description: string])[] =
  Object.entries(PRESETS).map(([name, { description }]) => [name, description])

/** The settings of a preset that a strategy has; a UserError lists the names there are. */
export function presetSettings(
  name: string,
  strategy: Pick<Strategy, 'info' | 'parseConfig'>,
): Record<string, unknown> {
  const preset = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined
  if (!preset) {
    const names = Object.keys(PRESETS)
    throw new UserError(
      `unknown preset "${name}"; there are: ${names.join(', ')}${didYouMean(name, names)}`,
    )
  }
  const { info } = strategy
  const ofKind = info.kind === 'PREDICTOR' ? preset.ofPredictors : preset.settings
  const taken = Object.entries(preset.ofStrategies?.[info.name] ?? ofKind).filter(([key, value]) =>
    accepts(strategy, { [key]: value }),
  )
  return Object.fromEntries(taken)
}

function accepts(
  { parseConfig }: Pick<Strategy, 'parseConfig'>,
  settings: Record<string, unknown>,
) {
  try {
    parseConfig(settings)
    return true
  } catch (thrown) {
    if (thrown instanceof UserError) return false
    throw thrown
  }
}
