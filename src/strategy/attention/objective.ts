import * as tf from '@tensorflow/tfjs'
import { type AttentionParams, attention } from '../../model/attention.js'
import { overlap } from '../../model/overlap.js'
import { initLongConv, type LongConvParams, policyWeights } from '../../policy/long-conv.js'
import { dollarNeutral, normalise } from '../../portfolio/weights.js'
import { effectiveFactors, project, projectionOf } from '../../residuals/residuals.js'
import { windowsOf } from '../../residuals/windows.js'
import { dropout } from '../../tensor/dropout.js'
import { stopGradient } from '../../tensor/gradient.js'
import { type Key, split } from '../../tensor/random.js'
import { bookObjective } from '../../training/book-objective.js'
import type { SharpeObjective } from '../../training/sharpe-task.js'
import type { Block } from './blocks.js'
import type { AttentionConfig } from './settings.js'

export type StrategyParams = {
  readonly factors: AttentionParams
  readonly policy: LongConvParams
}

export interface ModelSize {
  readonly factorCount: number
  readonly characteristicCount: number
}

export interface Forward {
  /** Factor weights `[D, K, n]`. */
  readonly weights: tf.Tensor3D
  /** `W Wᵀ + λI`, `[D, K, K]`. */
  readonly gram: tf.Tensor3D
  /** `[D, n]`, 0 where not known. */
  readonly residuals: tf.Tensor2D
  /** Asset weights of the last `D − L` days, `[D − L, n]`. */
  readonly books: tf.Tensor2D
}

export function initParams(key: Key, config: AttentionConfig, size: ModelSize): StrategyParams {
  const [factorKey, policyKey] = split(key, 2)
  const { width, init, initScale } = config
  return {
    factors: attention({ ...size, width, init, initScale }).init(factorKey),
    policy: initLongConv(policyKey, config),
  }
}

/** Factor weights of the universe, `[D, K, n]`. */
export function factorWeights(
  { factors }: StrategyParams,
  block: Pick<Block, 'values' | 'mask'>,
  config: AttentionConfig,
): tf.Tensor3D {
  const [characteristicCount, factorCount] = [block.values.shape[1], factors.queries.shape[0]]
  return attention({ ...config, factorCount, characteristicCount }).weights(factors, block)
}

/**
 * The strategy over a block, in the order of its paper: factor weights, residuals, policy weights
 * of the residuals before each day, asset weights `Φᵀp` with `‖w‖₁ = 1`.
 */
export function forward(
  params: StrategyParams,
  block: Block,
  config: AttentionConfig,
  { dropoutKey }: { dropoutKey?: Key } = {},
): Forward {
  const weights = factorWeights(params, block, config)
  const projection = projectionOf(weights, config.ridge)
  const residuals = project(projection, block.returns).mul<tf.Tensor2D>(block.known)
  const policy = policyOn(params, residuals, block, { config, dropoutKey })
  const composed = project(projection, policy)
  const decided = config.dollarNeutral
    ? dollarNeutral(composed, membersOn(block, policy.shape[0]))
    : composed
  return { weights, gram: projection.gram, residuals, books: normalise(decided) }
}

/** Policy weights of the last `D − L` days, `[D − L, n]`, 0 where not tradable. */
function policyOn(
  { policy }: StrategyParams,
  residuals: tf.Tensor2D,
  { tradable }: Block,
  { config, dropoutKey }: { config: AttentionConfig; dropoutKey?: Key },
): tf.Tensor2D {
  const [steps, n] = tradable.shape
  const seen = windowsOf(config.detach ? stopGradient(residuals) : residuals, config.lookback)
  const dropoutMask = dropoutKey && dropout(dropoutKey, [config.hidden, steps * n], config.dropout)
  return policyWeights(policy, seen, config, { dropoutMask, tradable })
    .reshape<tf.Tensor2D>([steps, n])
    .mul<tf.Tensor2D>(tradable)
}

/** The universe on the last `steps` days, `[steps, n]`. */
function membersOn({ mask }: Pick<Block, 'mask'>, steps: number): tf.Tensor2D {
  const [days, , n] = mask.shape
  return tf.slice3d(mask, [days - steps, 0, 0], [steps, 1, n]).reshape([steps, n])
}

/**
 * `−(Sharpe of the net return + λ_Var · EV) + λ_overlap · overlap(W)` of a block; the first book only opens.
 */
export function objective(
  { residuals, books, weights }: Forward,
  block: Block,
  config: AttentionConfig,
): SharpeObjective {
  const { explainedVarianceWeight, overlapWeight } = config
  const settings = { ...config, explainedVarianceWeight }
  const measured = bookObjective(books, { ...block, residuals }, settings)
  if (overlapWeight === 0) return measured
  return { ...measured, loss: measured.loss.add(overlap(weights).mul(overlapWeight)) }
}

/** The effective number of factors over a block's last day. */
export function effectiveFactorsOf(
  params: StrategyParams,
  block: Block,
  config: AttentionConfig,
): number {
  const { gram } = projectionOf(factorWeights(params, block, config), config.ridge)
  return effectiveFactors(gram, config.ridge)
}
