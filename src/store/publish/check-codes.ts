import type { CodebookModule, Codes, DayResult, SplitResult } from '../../results.js'
import { invalid, symbolAt } from './invalid-result.js'

const CODES_OF: Readonly<Record<CodebookModule, keyof Codes>> = {
  TIME_SERIES: 'timeSeries',
  CROSS_SECTION: 'crossSection',
}

/** Throws unless each codebook has counts of its use in training. */
export function checkCodebooks(result: SplitResult): void {
  for (const { module, usageTrain } of result.codebooks ?? []) {
    const wrong = usageTrain.find((count) => !(Number.isInteger(count) && count >= 0))
    if (wrong !== undefined) {
      throw invalid(result, `a code of the codebook ${module} was used ${wrong} times in training`)
    }
    if (usageTrain.some((count) => count > 0)) continue
    throw invalid(result, `no code of the codebook ${module} was used in training`)
  }
}

/** A date has codes of exactly the modules that the split has a codebook of. */
export function checkCodes(result: SplitResult, day: DayResult): void {
  for (const module of Object.keys(CODES_OF) as CodebookModule[]) {
    const codes = day.codes?.[CODES_OF[module]]
    const codebook = result.codebooks?.find((one) => one.module === module)
    if ((codes === undefined) !== (codebook === undefined)) {
      const [has, lacks] = codes ? ['codes', 'codebook'] : ['a codebook', 'codes']
      throw invalid(result, `${module}: ${day.date} has ${has}, but there is no ${lacks}`)
    }
    const size = codebook?.usageTrain.length ?? 0
    const wrong = codes?.findIndex((code) => !isCode(code, size)) ?? -1
    if (wrong < 0) continue
    const where = module === 'TIME_SERIES' ? symbolAt(result, day, wrong) : 'the universe'
    const limit = `the codebook ${module} has ${size}`
    throw invalid(result, `code ${codes?.[wrong]} of ${where} on ${day.date}: ${limit}`)
  }
}

function isCode(code: number, size: number): boolean {
  return Number.isNaN(code) || (Number.isInteger(code) && code >= 0 && code < size)
}
