import { UserError } from '../../src/lib/errors.js'
import { presetSettings } from '../../src/registry/presets.js'
import type { Strategy } from '../../src/strategy/strategy.js'

/** How one key of a FactorStatArb config.json is translated. */
interface KeyFate {
  readonly key: string
  readonly value: unknown
  /** Our key and its value; null where the key is ignored. */
  readonly becomes: { readonly key: string; readonly value: unknown } | null
  readonly why: string
}

export interface Translation {
  /** The sections `backtest` and of the strategy in our settings file. */
  readonly backtest: Readonly<Record<string, unknown>>
  readonly settings: Readonly<Record<string, unknown>>
  readonly fates: readonly KeyFate[]
}

interface Rule {
  readonly to: string
  readonly as?: (value: number) => number
  readonly why?: string
}

/** Per dollar to basis points, rounded to 12 digits. */
const bps = (fraction: number) => Number((fraction * 1e4).toPrecision(12))

const STRATEGY_KEYS: Readonly<Record<string, Rule>> = {
  num_factors: { to: 'factorCount' },
  emb_dim: { to: 'width' },
  longconv_dim: { to: 'hidden' },
  lookback: { to: 'lookback' },
  ridge: { to: 'ridge' },
  dropout: { to: 'dropout' },
  squash: { to: 'squash' },
  train_epochs: { to: 'epochs' },
  train_lr: { to: 'learningRate', why: 'the peak of a cosine here' },
  train_weight_decay: { to: 'weightDecay', why: 'decoupled and of the policy alone here' },
  turn_penalty: { to: 'tradingCostBps', as: bps, why: 'basis points' },
  short_penalty: { to: 'shortCostBps', as: bps, why: 'basis points' },
  sharpe_window: {
    to: 'blockDays',
    why: 'one Sharpe ratio over whole blocks, with gradients of all their dates',
  },
}

const WALK_FORWARD_KEYS: Readonly<Record<string, Rule>> = {
  window_years: { to: 'trainYears' },
  step_years: { to: 'testYears' },
}

const IGNORED: Readonly<Record<string, string>> = {
  short_alpha: 'a Sharpe ratio of the short side alone is not in the paper',
  sharpe_eps: 'fixed; there it let a buffer of one date score mean/1e-6',
  normalize: 'characteristics are always ranked; there the scaling is computed and never applied',
  return_col: 'returns are those of the adjusted close, and never of the date that is decided',
  split_year: 'splits roll over calendar years',
  train_batch_size: 'a step is a block of consecutive dates',
  use_longconv: 'the policy is always a long convolution; pca-ou has none',
  cache_dir: 'residuals are kept with the run',
  best_model_path: 'checkpoints are kept with the run; there the luckiest step in sample wins',
  run_train: 'residua backtest trains what is missing',
  run_test: 'residua backtest scores what is missing',
}

/** What its code does regardless of its file, and what we do instead. */
export const NOT_COPIED: readonly string[] = [
  'the return of the date being decided among its characteristics: here all are known the day before',
  'the best step in sample kept as the model: here an epoch, by its net Sharpe ratio or a validation tail',
  'gradients of one date of its Sharpe ratio: here of the whole block',
  'explained variance of one cross-section: here per asset over time',
  'a linear policy without encoder or activation: here as in the paper, appendix A',
  'books made dollar-neutral after hedging: `dollarNeutral` does that where wanted',
  'the first 30 dates of each test year never traded: here the lookback is taken from the dates before',
  'missing returns as zeros: here they are masked',
]

/**
 * A FactorStatArb configuration as our settings: the keys that have a counterpart here, over the
 * defaults of its code (preset `factorstatarb`).
 */
export function fromFactorStatArb(
  config: unknown,
  strategy: Pick<Strategy, 'info' | 'parseConfig'>,
  path: string,
): Translation {
  if (config === null || typeof config !== 'object' || Array.isArray(config)) {
    throw new UserError(`${path} holds no settings: a FactorStatArb config.json is one JSON object`)
  }
  const values = new Map(Object.entries(config))
  const fates = [...values].map(([key, value]) => fateOf(key, value, values, path))
  const become = (rules: Readonly<Record<string, Rule>>) =>
    Object.fromEntries(
      fates.flatMap(({ key, becomes }) =>
        becomes && Object.hasOwn(rules, key) ? [[becomes.key, becomes.value]] : [],
      ),
    )
  const settings = {
    ...presetSettings('factorstatarb', strategy),
    ...become({ ...STRATEGY_KEYS, ...SPECIAL_KEYS }),
  }
  strategy.parseConfig(settings) // throws for a value that we do not support
  return { backtest: become(WALK_FORWARD_KEYS), settings, fates }
}

const SPECIAL_KEYS = {
  lambda_var: { to: 'explainedVarianceWeight' },
  rebalance: { to: 'rebalance' },
}

function fateOf(
  key: string,
  value: unknown,
  all: ReadonlyMap<string, unknown>,
  path: string,
): KeyFate {
  const mapped = (to: string, is: unknown, why = ''): KeyFate => {
    return { key, value, becomes: { key: to, value: is }, why }
  }
  const ignored = (why: string): KeyFate => ({ key, value, becomes: null, why })
  if (key === 'lambda_var') {
    const scale = all.has('lambda_sr') ? numberOf('lambda_sr', all.get('lambda_sr'), path) : 1
    if (scale <= 0) return ignored('lambda_sr is 0: no Sharpe ratio would be trained on')
    const weight = numberOf(key, value, path) / scale
    return mapped('explainedVarianceWeight', weight, 'over lambda_sr')
  }
  if (key === 'lambda_sr') return ignored('1 here: lambda_var is taken relative to it')
  if (key === 'rebalance') return rebalanceOf(value, path, mapped)
  if (key === 'train_epochs' && value === 0) return ignored('0 there trains nothing')
  const rule = STRATEGY_KEYS[key] ?? WALK_FORWARD_KEYS[key]
  if (rule) return mapped(rule.to, (rule.as ?? Number)(numberOf(key, value, path)), rule.why)
  return ignored(IGNORED[key] ?? 'unknown key')
}

function rebalanceOf(
  value: unknown,
  path: string,
  mapped: (to: string, is: unknown, why?: string) => KeyFate,
): KeyFate {
  const name = String(value).toUpperCase()
  if (name === 'B' || name === 'D') return mapped('rebalance', 'D')
  const first = 'on the first date, there on the last'
  if (name === 'W' || name === 'M') return mapped('rebalance', name, first)
  throw new UserError(`${path}: rebalance ${JSON.stringify(value)} is none of D, B, W, M`)
}

function numberOf(key: string, value: unknown, path: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new UserError(`${path}: ${key} is ${JSON.stringify(value)}, not a number`)
}
