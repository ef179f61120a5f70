import type { Terms } from './account.js'
import type { Discounts } from './gae.js'
import type { PpoWeights } from './ppo-loss.js'

export interface LearningSettings {
  readonly terms: Terms
  /** Updates of a training; 60 of 4 × 128 steps: 30,720 dates. */
  readonly updates: number
  readonly environments: number
  /** Steps of each environment between updates. */
  readonly steps: number
  readonly hidden: number
  /** Falls to 0 over the updates. */
  readonly learningRate: number
  readonly discount: number
  /** Rewards are learnt times this: percent. */
  readonly rewardScale: number
  readonly clipNorm: number
}

export interface PpoSettings extends LearningSettings, Discounts, PpoWeights {
  readonly epochs: number
  readonly minibatches: number
  /** An update ends after the epoch in which the policy diverged further; null: never. */
  readonly targetDivergence: number | null
}

/**
 * What the three learners share. Environments, steps and the norm of gradients: STORM's released
 * configuration. Layers, scale, number of updates and γ: the house's, on planted drift markets, where
 * PPO captured 0.85 of what an oracle gains (six seeds), and 0.73 with the published γ of 0.99.
 */
export const LEARNING: LearningSettings = {
  terms: { cash: 100_000, costRate: 5e-4 },
  updates: 60,
  environments: 4,
  steps: 128,
  hidden: 64,
  learningRate: 1e-3,
  discount: 0.95,
  rewardScale: 100,
  clipNorm: 0.5,
}

/**
 * λ, both clips, the weights and the divergence: STORM's released configuration. Learning rate, epochs
 * and minibatches: CleanRL's style, after the planted drift market; published: 5e-5, one epoch of 16.
 */
export const PPO: PpoSettings = {
  ...LEARNING,
  lambda: 0.95,
  clip: 0.2,
  valueClip: 0.2,
  valueWeight: 0.5,
  entropyWeight: 0.01,
  epochs: 4,
  minibatches: 4,
  targetDivergence: 0.02,
}

/** Adam's ε, as in PPO's released code. */
export const ADAM_EPSILON = 1e-5
