import { Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql'
import { toIsoDate } from '../../src/lib/dates.js'
import type { StoredDataVersion } from '../../src/store/read/data-version.js'
import type { Context } from '../api/context.js'
import { weekdaysBetween } from './age.js'
import { DataVersion } from './data-version.type.js'

@Resolver(() => DataVersion)
export class DataVersionResolver {
  @Query(() => DataVersion, { description: 'Changes with every publication.' })
  dataVersion(@Ctx() { loaders }: Context): Promise<StoredDataVersion> {
    return loaders.dataVersion()
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description:
      'Weekdays between latestDate and today (UTC), neither included; exchange holidays count.',
  })
  ageTradingDays(@Root() { latestDate }: StoredDataVersion): number | null {
    return latestDate === null ? null : weekdaysBetween(latestDate, toIsoDate(Date.now()))
  }
}
