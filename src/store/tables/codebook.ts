import type { CodebookModule } from '../../results.js'

/** A codebook of a split's content. */
export interface CodebookTable {
  content_id: number
  module: CodebookModule
  /** How often each code was chosen in training; element k is code k. */
  usage_train: number[]
}
