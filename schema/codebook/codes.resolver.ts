import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql'
import { sectorShares } from '../../src/codebook/carriers.js'
import type { CodebookMeasures, MeasuredCode } from '../../src/codebook/codebook-measures.js'
import { NO_SECTOR } from '../../src/performance/attribution.js'
import { toTop } from '../api/arguments.js'
import type { Context } from '../api/context.js'
import { assetAt } from '../catalogue/axis.js'
import { eachCode, eachSector, nearestAssets } from '../cost/codebooks.js'
import { Cost } from '../cost/cost.js'
import { Code, CodeAsset, SectorShare } from './code.type.js'
import { Codebook } from './codebook.type.js'

/** A codebook of a split, on the asset axis of a dataset. */
export interface SplitCodebook extends CodebookMeasures {
  readonly datasetId: number
}

interface SplitCode extends MeasuredCode {
  readonly datasetId: number
}

@Resolver(() => Codebook)
export class CodesResolver {
  @Cost(eachCode)
  @FieldResolver(() => [Code], { description: 'Every code by number, unused ones included.' })
  codes(@Root() { codes, datasetId }: SplitCodebook): SplitCode[] {
    return codes.map((code) => ({ ...code, datasetId }))
  }
}

@Resolver(() => Code)
export class CodeResolver {
  @Cost(nearestAssets)
  @FieldResolver(() => [CodeAsset], {
    description:
      'Assets that had the code on most dates, from the largest count; TIME_SERIES only.',
  })
  async nearest(
    @Root() { carriers, datasetId }: SplitCode,
    @Arg('top', () => Int, {
      nullable: true,
      defaultValue: 5,
      description: 'How many assets to list, from the largest count; 5 by default.',
    })
    top: number | null,
    @Ctx() { loaders }: Context,
  ): Promise<CodeAsset[]> {
    const limit = toTop(top)
    const axis = await loaders.axis.load(datasetId)
    return carriers
      .slice(0, limit)
      .map(({ position, count }) => ({ asset: assetAt(axis, position), count }))
  }

  @Cost(eachSector)
  @FieldResolver(() => [SectorShare], {
    description:
      'Sectors of the assets that had the code, the largest share first; TIME_SERIES only.',
  })
  async sectors(
    @Root() { carriers, datasetId }: SplitCode,
    @Ctx() { loaders }: Context,
  ): Promise<SectorShare[]> {
    if (carriers.length === 0) return []
    const axis = await loaders.axis.load(datasetId)
    return sectorShares(carriers, (position) => axis[position]?.sector ?? NO_SECTOR)
  }
}
