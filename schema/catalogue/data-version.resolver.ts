import { Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql'
import { toIsoDate } from '../../src/lib/dates.js'
import type { StoredDataVersion } from '../../src/store/read/data-version.js'
import {
  latestDates,
  type DatasetLatestDate as StoredLatestDate,
} from '../../src/store/read/latest-dates.js'
import type { Context } from '../api/context.js'
import { Cost } from '../cost/cost.js'
import { shortList } from '../cost/lists.js'
import { sessionsStrictlyBetween } from './age.js'
import { DataVersion } from './data-version.type.js'
import { DatasetLatestDate } from './dataset-latest-date.type.js'

@Resolver(() => DataVersion)
export class DataVersionResolver {
  @Query(() => DataVersion, { description: 'Data version, which changes with every publication.' })
  dataVersion(@Ctx() { loaders }: Context): Promise<StoredDataVersion> {
    return loaders.dataVersion()
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description:
      "Sessions of the dataset's calendar between latestDate and today (UTC), both excluded; of the default dataset where none ends on latestDate.",
  })
  async ageTradingDays(
    @Root() { latestDate }: StoredDataVersion,
    @Ctx() { loaders }: Context,
  ): Promise<number | null> {
    if (latestDate === null) return null
    const datasets = await loaders.datasets()
    const dataset =
      datasets.find(({ lastDate }) => lastDate === latestDate) ??
      datasets.find(({ isDefault }) => isDefault)
    return sessionsStrictlyBetween(dataset?.calendar, latestDate, toIsoDate(Date.now()))
  }

  @Cost(shortList)
  @FieldResolver(() => [DatasetLatestDate], {
    description: 'Last trading date with PnL of each dataset, the oldest dataset first.',
  })
  latestDates(@Ctx() { loaders }: Context): Promise<StoredLatestDate[]> {
    return latestDates(loaders.db)
  }
}
