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
  readonly Content: ComponentType<ViewProps>
}
