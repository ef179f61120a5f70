import type { Split, Strategy } from '../lineup/lineup.js'
import { offers, type Tab } from './tab.js'
import { attribution } from './tabs/attribution/attribution.js'
import { characteristics } from './tabs/characteristics/characteristics.js'
import { codebook } from './tabs/codebook/codebook.js'
import { components } from './tabs/components/components.js'
import { factors } from './tabs/factors/factors.js'
import { latents } from './tabs/latents/latents.js'
import { orders } from './tabs/orders/orders.js'
import { predictions } from './tabs/predictions/predictions.js'
import { residuals } from './tabs/residuals/residuals.js'
import { training } from './tabs/training/training.js'
import { weights } from './tabs/weights/weights.js'

/** The tabs of a split, in the order of the flow. */
const TABS: readonly Tab[] = [
  characteristics,
  factors,
  residuals,
  predictions,
  latents,
  codebook,
  components,
  weights,
  attribution,
  orders,
  training,
]

/** The tabs that a split of a strategy can fill. */
export const tabsOf = (strategy: Strategy, split: Split): Tab[] =>
  TABS.filter((tab) => offers(strategy, split, tab))

export const tabNamed = (name: string | undefined): Tab | undefined =>
  TABS.find((tab) => tab.name === name)

/** The tab that is asked for, or the first that the split can fill. */
export function tabOf(name: string | undefined, strategy: Strategy, split: Split): Tab {
  const offered = tabsOf(strategy, split)
  return offered.find((tab) => tab.name === name) ?? offered[0] ?? weights
}
