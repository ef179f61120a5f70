import { Arg, Ctx, Int, Query, Resolver } from 'type-graphql'
import { datasetOf } from '../../src/performance/answering.js'
import { assetPage, assetsBySymbol, type StoredAsset } from '../../src/store/read/assets.js'
import { toFirst } from '../api/arguments.js'
import { type Connection, fromCursor, toConnection, toCursor } from '../api/connection.js'
import type { Context } from '../api/context.js'
import { Cost } from '../cost/cost.js'
import { page } from '../cost/lists.js'
import { Asset } from './asset.type.js'
import { AssetConnection } from './asset-connection.js'

const nullable = true

@Resolver(() => Asset)
export class AssetResolver {
  @Cost(page)
  @Query(() => AssetConnection, {
    description: 'Assets of the default dataset, ordered by symbol.',
  })
  async assets(
    @Arg('search', () => String, {
      nullable,
      description: 'Part of a symbol or of a name, in either case.',
    })
    search: string | null | undefined,
    @Arg('sector', () => String, { nullable }) sector: string | null | undefined,
    @Arg('first', () => Int, { nullable, defaultValue: 50 }) first: number | null,
    @Arg('after', () => String, { nullable }) after: string | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<StoredAsset>> {
    const limit = toFirst(first ?? 50)
    const last = fromCursor(after, isAssetKey)?.[0]
    const dataset = await datasetOf(null, loaders)
    const page = dataset
      ? await assetPage(loaders.db, {
          datasetId: dataset.id,
          search: search ?? undefined,
          sector: sector ?? undefined,
          first: limit,
          after: last,
        })
      : { assets: [], hasNextPage: false }
    return toConnection(page.assets, {
      cursorOf: ({ symbol }) => toCursor(symbol),
      hasNextPage: page.hasNextPage,
      after,
    })
  }

  @Query(() => Asset, {
    nullable,
    description: 'An asset of the default dataset by symbol; null where there is none.',
  })
  async asset(
    @Arg('symbol', () => String) symbol: string,
    @Ctx() { loaders }: Context,
  ): Promise<StoredAsset | null> {
    const dataset = await datasetOf(null, loaders)
    if (!dataset) return null
    const [asset] = await assetsBySymbol(loaders.db, dataset.id, [symbol])
    return asset ?? null
  }
}

function isAssetKey(key: readonly unknown[]): key is readonly [string] {
  return key.length === 1 && typeof key[0] === 'string'
}
