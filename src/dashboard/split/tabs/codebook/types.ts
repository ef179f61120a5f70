import type { CodebookQuery, CodesQuery } from '../../../api/operations.js'

export type Book = NonNullable<CodebookQuery['split']>['codebook']
export type Code = Book['codes'][number]
export type Coded = NonNullable<CodesQuery['split']>
export type DateCode = NonNullable<Coded['dateCodes']>[number]
export type AssetCode = NonNullable<Coded['assetCodes']>[number]
