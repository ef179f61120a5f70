const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/gu
/**
 * What a spreadsheet reads as the start of a formula (the wide forms too), at the start of a text or
 * after what may divide cells where another delimiter or a leading quote counts.
 */
const FORMULA = /(^|[;,|\s"'])([=+\-@＝＋－＠])/gu

/**
 * A text that a spreadsheet shows and never computes: an apostrophe before what would start a formula,
 * a space for each control character.
 */
export function withoutFormula(text: string): string {
  return text.replace(CONTROL, ' ').replace(FORMULA, "$1'$2")
}
