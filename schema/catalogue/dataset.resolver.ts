import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql'
import type { StoredDataset } from '../../src/store/datasets.js'
import type { Context } from '../api/context.js'
import { DateRange } from '../api/date-range.type.js'
import { Dataset } from './dataset.type.js'

@Resolver(() => Dataset)
export class DatasetResolver {
  @Query(() => [Dataset], { description: 'All datasets, oldest first.' })
  datasets(@Ctx() { loaders }: Context): Promise<StoredDataset[]> {
    return loaders.datasets()
  }

  @FieldResolver(() => DateRange, { description: 'First and last trading date of the dataset.' })
  range(@Root() { firstDate, lastDate }: StoredDataset): DateRange {
    return { from: firstDate, to: lastDate }
  }
}
