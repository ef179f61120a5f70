import type { Address } from '../address/address.js'
import type { Catalogue, Entry, SplitFigures } from './lineup.js'

/** An address with its dataset and strategy filled in. */
export interface OfStrategy extends Address {
  readonly strategy: string
}

/** An address with its split filled in, and its date where there is one. */
export interface OfSplit extends OfStrategy {
  readonly split: string
}

/**
 * The address with dataset and strategy that exist (the first of the catalogue where none is asked
 * for), and comparisons that can be drawn; undefined where no strategy has results.
 */
export function withStrategy(
  address: Address,
  catalogue: Pick<Catalogue, 'datasets'>,
  entries: readonly Entry[],
): OfStrategy | undefined {
  const names = entries.map(({ strategy }) => strategy.name)
  const [first] = entries
  if (!first) return undefined
  const strategy =
    address.strategy && names.includes(address.strategy) ? address.strategy : first.strategy.name
  const dataset = address.dataset ?? first.run.dataset.name ?? catalogue.datasets[0]?.name
  const compare = address.compare.filter((name) => names.includes(name) && name !== strategy)
  return { ...address, dataset, strategy, compare }
}

/** The split that is asked for, else the newest with PnL, else the newest published. */
export function chosenSplit(
  { split }: Pick<Address, 'split'>,
  { splits }: Pick<Entry, 'splits'>,
  figures: ReadonlyMap<string, SplitFigures>,
): Entry['splits'][number] | undefined {
  const published = splits.filter(({ status }) => status === 'PUBLISHED')
  const earning = published.filter(({ name }) => figures.get(name)?.pnlSeries.dates.length)
  const asked = splits.find(({ name }) => name === split)
  return asked ?? earning.at(-1) ?? published.at(-1) ?? splits.at(-1)
}
