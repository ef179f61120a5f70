import type { Problem } from './problem.js'

/** Characters without a mark on paper: format characters, joiners, fillers, variation selectors. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu
const SPACES = /\p{Zs}/gu
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u

/**
 * A symbol, or another label, as it is stored: in Unicode's composed form (NFC), without invisible
 * characters, each kind of space an ordinary one, none around it.
 */
export function normalSymbol(text: string): string {
  return text.normalize('NFC').replace(INVISIBLE, '').trim().replace(SPACES, ' ')
}

/** Why a text cannot be a symbol; null where it can. */
export function symbolProblem(text: string): Problem | null {
  const symbol = normalSymbol(text)
  if (symbol === '') {
    return { problem: 'no symbol', remedy: 'every row needs the symbol of its asset' }
  }
  if (!CONTROL.test(symbol)) return null
  return { problem: 'a symbol with a control character', remedy: 'remove the character' }
}

/** Equal for symbols that look alike but for case, spaces and the width of characters. */
export function symbolKey(symbol: string): string {
  return symbol.normalize('NFKC').toLowerCase().replaceAll(' ', '')
}
