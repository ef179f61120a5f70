import { Fragment } from 'preact'
import { AssetLink } from '../../../parts/asset-link.js'
import type { AssetCode, Code } from './types.js'

interface AssetsOnDateProps {
  readonly code: Code
  readonly assetCodes: readonly AssetCode[]
  readonly date: string
}

/** The assets that have a code on a date. */
export function AssetsOnDate({ code, assetCodes, date }: AssetsOnDateProps) {
  const assets = assetCodes
    .filter((each) => each.code === code.code)
    .flatMap(({ asset }) => asset ?? [])
  return (
    <p class="code-dates">
      <span class="dim">On {date}: </span>
      {assets.length === 0
        ? 'no asset has it.'
        : assets.map((asset) => (
            <Fragment key={asset.symbol}>
              <AssetLink asset={asset} />{' '}
            </Fragment>
          ))}
    </p>
  )
}
