import { hrefFor } from '../address/current.js'

interface AssetLinkProps {
  readonly asset: { readonly symbol: string; readonly name?: string | null }
}

/** The symbol of an asset, which leads to its view. */
export function AssetLink({ asset: { symbol, name } }: AssetLinkProps) {
  return (
    <a href={hrefFor({ view: 'asset', asset: symbol })} title={name ?? undefined}>
      {symbol}
    </a>
  )
}
