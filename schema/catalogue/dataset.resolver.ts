import { Arg, Ctx, FieldResolver, Float, Int, Query, Resolver, Root } from 'type-graphql'
import type { StoredDataset } from '../../src/store/datasets.js'
import { toFirst } from '../api/arguments.js'
import type { Context } from '../api/context.js'
import { DateRange } from '../api/date-range.type.js'
import { Cost } from '../cost/cost.js'
import { page, shortList } from '../cost/lists.js'
import { Dataset } from './dataset.type.js'
import { Findings } from './finding.type.js'
import { toFindings } from './findings.js'

@Resolver(() => Dataset)
export class DatasetResolver {
  @Cost(shortList)
  @Query(() => [Dataset], { description: 'All datasets, oldest first.' })
  datasets(@Ctx() { loaders }: Context): Promise<StoredDataset[]> {
    return loaders.datasets()
  }

  @Query(() => Dataset, {
    nullable: true,
    description: 'A dataset by name, or the default dataset; null where there is none.',
  })
  async dataset(
    @Arg('name', () => String, {
      nullable: true,
      description: 'Name of the dataset; omit it for the default dataset.',
    })
    name: string | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<StoredDataset | null> {
    const datasets = await loaders.datasets()
    const found = datasets.find((each) => (name ? each.name === name : each.isDefault))
    return found ?? null
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

  @Cost(page)
  @FieldResolver(() => Findings, {
    nullable: true,
    description:
      'What the quality reports of its ingests found; null where it was ingested by a release that did not store them. Ingest the same files again to store them.',
  })
  async findings(
    @Root() { id }: StoredDataset,
    @Arg('first', () => Int, { nullable: true, defaultValue: 100 }) first: number | null,
    @Ctx() { loaders }: Context,
  ): Promise<Findings | null> {
    return toFindings(await loaders.findings.load(id), toFirst(first ?? 100))
  }
}
