import { withoutFormula } from '../../lib/formulas.js'
import { symbolKey } from '../symbols.js'
import type { QualityFinding, QualityInput } from './report.js'

/** Symbols that differ only by case, spaces or the width of characters. */
export function similarSymbols({ prices }: QualityInput): QualityFinding[] {
  const firstOf = new Map<string, string>()
  return prices.assets.flatMap((symbol): QualityFinding[] => {
    const key = symbolKey(symbol)
    const like = firstOf.get(key)
    if (like === undefined) firstOf.set(key, symbol)
    if (like === undefined) return []
    const message = `differs from "${like}" only by case, spaces or the width of characters: one asset under two names?`
    return [{ kind: 'similar-symbols', severity: 'warning', symbol, message, count: 1 }]
  })
}

/** Symbols that a spreadsheet would run as formulas when it opens a CSV file. */
export function formulaSymbols({ prices }: QualityInput): QualityFinding[] {
  const message =
    'is a formula to a spreadsheet that opens it in a CSV file: export with `?excel=true` or `--excel`'
  return prices.assets
    .filter((symbol) => withoutFormula(symbol) !== symbol)
    .map((symbol) => ({ kind: 'formula-symbol', severity: 'warning', symbol, message, count: 1 }))
}

export function membersWithoutPrices({ prices, membership }: QualityInput): QualityFinding[] {
  const priced = new Set(prices.assets)
  const missing = new Set((membership ?? []).map(({ symbol }) => symbol))
  for (const symbol of priced) missing.delete(symbol)
  return [...missing].sort().map((symbol) => ({
    kind: 'member-without-prices',
    severity: 'warning',
    symbol,
    message: 'is in the membership, but has no price',
    count: 1,
  }))
}

export function pricesWithoutMembership({ prices, membership }: QualityInput): QualityFinding[] {
  if (membership === null) return []
  const members = new Set(membership.map(({ symbol }) => symbol))
  return prices.assets
    .filter((symbol) => !members.has(symbol))
    .map((symbol) => ({
      kind: 'price-without-membership',
      severity: 'note',
      symbol,
      message: 'has prices, but is never a member, so never in the universe',
      count: 1,
    }))
}

export function undatedSectors({ sectors }: QualityInput): QualityFinding[] {
  if (sectors === null) return []
  const message =
    `${sectors.length} sector labels have no date: today's label is used for all dates, ` +
    'on which it was not known (not point in time)'
  return [{ kind: 'undated-sectors', severity: 'note', message, count: 1 }]
}

export function assetsWithoutSector({ prices, sectors }: QualityInput): QualityFinding[] {
  if (sectors === null) return []
  const labelled = new Set(sectors.flatMap(({ symbol, sector }) => (sector ? [symbol] : [])))
  return prices.assets
    .filter((symbol) => !labelled.has(symbol))
    .map((symbol) => ({
      kind: 'asset-without-sector',
      severity: 'note',
      symbol,
      message: 'has no sector',
      count: 1,
    }))
}
