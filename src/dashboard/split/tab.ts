import type { ComponentType } from 'preact'
import type { OfSplit } from '../lineup/chosen.js'
import type { Split, SplitFigures, Strategy } from '../lineup/lineup.js'

/** What a split must have for a tab. */
type Need = 'factors' | 'residuals' | 'predictions' | 'latents' | 'codebook' | 'components'

/** What a tab is given: the split with everything that the address chooses of it. */
export interface TabProps {
  readonly address: OfSplit
  readonly split: Split
  readonly splits: readonly Split[]
  /** A date of the split; empty where the tab needs none. */
  readonly date: string
  /** Of the query of every tab. */
  readonly of: {
    readonly split: string
    readonly strategy: string
    readonly dataset?: string | undefined
  }
}

/** One view of a split. */
export interface Tab {
  readonly name: string
  readonly title: string
  readonly needs?: Need
  /** The dates it can show: those with returns, or the next date of a live split too. */
  readonly dates: 'none' | 'realised' | 'all'
  readonly Content: ComponentType<TabProps>
}

/** Whether a split has what a tab can need; the configuration of a run can leave factors out. */
const HAS: Readonly<Record<Need, (strategy: Strategy, split: Split) => boolean>> = {
  factors: ({ hasFactors }, { status, factorCount }) =>
    hasFactors && (status !== 'PUBLISHED' || factorCount > 0),
  residuals: ({ hasResiduals }) => hasResiduals,
  predictions: ({ hasPredictions }) => hasPredictions,
  latents: (_, { latentCount }) => latentCount > 0,
  codebook: ({ hasCodebook }) => hasCodebook,
  components: ({ hasComponents }) => hasComponents,
}

export function offers(strategy: Strategy, split: Split, { needs }: Tab): boolean {
  return !needs || HAS[needs](strategy, split)
}

const WORDS: Partial<Record<Need, string>> = { latents: 'latent factors' }

/** Why a split does not offer a tab. */
export function reasonAgainst(strategy: Strategy, { needs = 'factors' }: Tab): string {
  const who = needs === 'factors' && strategy.hasFactors ? 'This run of ' : ''
  return `${who}${strategy.title} has no ${WORDS[needs] ?? needs}.`
}

/** The dates a tab can show of a split. */
export function datesOf({ dates }: Tab, { nextDate }: Split, figures?: SplitFigures): string[] {
  const realised = [...(figures?.pnlSeries.dates ?? [])]
  return dates === 'all' && nextDate ? [...realised, nextDate] : realised
}
