import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import type { Attribution as AttributionRecord } from '../src/accounts/attribution.js'
import type { PnlRow } from '../src/accounts/pnl.js'
import type { StoredSplit } from '../src/store/splits.js'
import { AccountArgs, RangeArgs, toFilter, toLag, toRates } from './arguments.js'
import { attributionOf } from './attribution.js'
import { Attribution } from './attribution.type.js'
import type { Context } from './context.js'
import { AttributionBy } from './enums.js'
import { type LazyMeasures, measuresFor } from './measures.js'
import { Measures } from './measures.type.js'
import { performanceOf } from './performance.js'
import { DailyPnl, PnlSeries } from './pnl.type.js'
import { Split } from './split.type.js'

/** What a split earned. */
@Resolver(() => Split)
export class PerformanceResolver {
  @FieldResolver(() => Measures, { description: 'Over the range, at the costs given.' })
  async measures(
    @Root() split: StoredSplit,
    @Args(() => AccountArgs) args: AccountArgs,
    @Ctx() { loaders }: Context,
  ): Promise<LazyMeasures> {
    const options = toOptions(args)
    return measuresFor(await performanceOf([split], options, loaders), options.rates)
  }

  @FieldResolver(() => [DailyPnl], { description: 'One row a trading date, chronological.' })
  async pnl(
    @Root() split: StoredSplit,
    @Args(() => AccountArgs) args: AccountArgs,
    @Ctx() { loaders }: Context,
  ) {
    const { pnl, hedgedNet } = await performanceOf([split], toOptions(args), loaders)
    const hedged = onDemand(hedgedNet)
    return pnl.map((row, t) => new PnlDay(row, t, hedged))
  }

  @FieldResolver(() => PnlSeries, { description: 'As `pnl`, by column: smaller and faster.' })
  async pnlSeries(
    @Root() split: StoredSplit,
    @Args(() => AccountArgs) args: AccountArgs,
    @Ctx() { loaders }: Context,
  ) {
    const { pnl, hedgedNet } = await performanceOf([split], toOptions(args), loaders)
    const column = (name: Exclude<keyof (typeof pnl)[number], 'date'>) => () =>
      pnl.map((row) => row[name])
    return {
      dates: pnl.map(({ date }) => date),
      gross: column('gross'),
      cost: column('cost'),
      net: column('net'),
      cumulativeNet: column('cumulativeNet'),
      turnover: column('turnover'),
      shortExposure: column('shortExposure'),
      hedgedNet,
    }
  }

  @FieldResolver(() => [Attribution], {
    description: 'Net return of the range split into parts that sum to it, at the default costs.',
  })
  attribution(
    @Root() split: StoredSplit,
    @Args(() => RangeArgs) range: RangeArgs,
    @Arg('by', () => AttributionBy, { defaultValue: AttributionBy.FACTOR }) by: AttributionBy,
    @Ctx() { loaders }: Context,
  ): Promise<AttributionRecord[]> {
    return attributionOf(split, { by, filter: toFilter(range) }, loaders)
  }
}

/** A row whose hedged return is computed only where it is asked for. */
class PnlDay implements PnlRow {
  readonly date: string
  readonly gross: number
  readonly cost: number
  readonly net: number
  readonly cumulativeNet: number
  readonly turnover: number
  readonly shortExposure: number
  readonly #index: number
  readonly #hedged: () => Promise<(number | null)[]>

  constructor(row: PnlRow, index: number, hedged: () => Promise<(number | null)[]>) {
    this.date = row.date
    this.gross = row.gross
    this.cost = row.cost
    this.net = row.net
    this.cumulativeNet = row.cumulativeNet
    this.turnover = row.turnover
    this.shortExposure = row.shortExposure
    this.#index = index
    this.#hedged = hedged
  }

  async hedgedNet(): Promise<number | null> {
    return (await this.#hedged())[this.#index]
  }
}

function toOptions(args: AccountArgs) {
  return { filter: toFilter(args), rates: toRates(args), lag: toLag(args) }
}

/** Reads once, when first asked. */
function onDemand<T>(read: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= read()
    return answer
  }
}
