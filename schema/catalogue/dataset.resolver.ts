import { Ctx, FieldResolver, Float, Query, Resolver, Root } from 'type-graphql'
import type { StoredDataset } from '../../src/store/datasets.js'
import type { Context } from '../api/context.js'
import { DateRange } from '../api/date-range.type.js'
import { Cost } from '../cost/cost.js'
import { shortList } from '../cost/lists.js'
import { Dataset } from './dataset.type.js'

@Resolver(() => Dataset)
export class DatasetResolver {
  @Cost(shortList)
  @Query(() => [Dataset], { description: 'All datasets, oldest first.' })
  datasets(@Ctx() { loaders }: Context): Promise<StoredDataset[]> {
    return loaders.datasets()
  }

  @FieldResolver(() => DateRange, { description: 'First and last trading date of the dataset.' })
  range(@Root() { firstDate, lastDate }: StoredDataset): DateRange {
    return { from: firstDate, to: lastDate }
  }

  @FieldResolver(() => String, {
    description:
      'Calendar of its sessions: `XNYS` (New York), `weekdays`, `inferred` from its dates, or the name of a file of sessions.',
  })
  calendar(@Root() { calendar }: StoredDataset): string {
    return calendar.name
  }

  @FieldResolver(() => Float, {
    description: 'Trading dates a year of its calendar, which annualise measures.',
  })
  datesPerYear(@Root() { calendar }: StoredDataset): number {
    return calendar.datesPerYear
  }
}
