import type { StoredAsset } from '../../src/store/read/assets.js'
import { JsonText } from '../api/json-text.js'
import { assetAt } from '../catalogue/axis.js'

/** Known residuals of a date and their assets, passed on in the digits they are stored in. */
export function residualColumns(
  text: string,
  axis: readonly StoredAsset[],
): { readonly assets: JsonText; readonly values: JsonText } {
  if (text === '') return { assets: new JsonText('[]', 0), values: new JsonText('[]', 0) }
  const digits = text.split(',')
  if (digits.length === axis.length && !text.includes('N')) {
    return { assets: symbolsOf(axis), values: new JsonText(`[${text}]`, axis.length) }
  }
  const known: string[] = []
  const symbols: string[] = []
  digits.forEach((value, position) => {
    if (MISSING.has(value)) return
    known.push(value)
    symbols.push(assetAt(axis, position).symbol)
  })
  return {
    assets: new JsonText(JSON.stringify(symbols), symbols.length),
    values: new JsonText(`[${known.join(',')}]`, known.length),
  }
}

/** As Postgres writes them. */
const MISSING = new Set(['NULL', 'NaN'])

const symbolsByAxis = new WeakMap<readonly StoredAsset[], JsonText>()

function symbolsOf(axis: readonly StoredAsset[]): JsonText {
  const known = symbolsByAxis.get(axis)
  if (known) return known
  const symbols = axis.map(({ symbol }) => symbol)
  const text = new JsonText(JSON.stringify(symbols), symbols.length)
  symbolsByAxis.set(axis, text)
  return text
}
