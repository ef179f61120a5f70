/** Factor portfolios of a dataset are assets that are recognised by this prefix of their symbols. */
const PREFIX = 'FF:'

/** The symbol of a factor by its name in the file: `Mkt-RF` is `FF:MKT-RF`. */
export function factorSymbol(name: string): string {
  return `${PREFIX}${name.toUpperCase()}`
}

export function isFactorSymbol(symbol: string): boolean {
  return symbol.startsWith(PREFIX)
}
