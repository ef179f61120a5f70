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
import { weekdaysBetween } from './age.js'
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
      'Number of weekdays between latestDate and today (UTC), both excluded; exchange holidays are counted.',
  })
  ageTradingDays(@Root() { latestDate }: StoredDataVersion): number | null {
    return latestDate === null ? null : weekdaysBetween(latestDate, toIsoDate(Date.now()))
  }

  @Cost(shortList)
  @FieldResolver(() => [DatasetLatestDate], {
    description: 'Last trading date with PnL of each dataset, the oldest dataset first.',
  })
  latestDates(@Ctx() { loaders }: Context): Promise<StoredLatestDate[]> {
    return latestDates(loaders.db)
  }
}
