import type { ComponentType } from 'preact'
import type { ViewName } from '../address/address.js'
import type { OfStrategy } from './chosen.js'
import type { Catalogue, Entry } from './lineup.js'

export interface ViewProps {
  readonly address: OfStrategy
  readonly catalogue: Catalogue
  readonly entries: readonly Entry[]
}

/** One page of the dashboard. */
export interface View {
  readonly name: ViewName
  readonly title: string
  /** Whether it has something to show before the first publication. */
  readonly always?: boolean
  readonly Content: ComponentType<ViewProps>
}
