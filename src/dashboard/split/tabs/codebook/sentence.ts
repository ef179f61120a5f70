import { fixed, percent } from '../../../text/format.js'
import type { Book } from './types.js'

/** What codes encode, beside what they do not predict. */
export function codebookSentence(book: Book): string {
  const { size, used, perplexityTrain, perplexityTest, persistence } = book
  const usage = `${used} of ${size} codes occur in the test range; perplexity ${fixed(perplexityTest, 1)}, in training ${fixed(perplexityTrain, 1)}.`
  const kept = `${percent(persistence, 0)} of the codes are those of the date before.`
  return `Codes encode what happened, not what will. ${encoded(book)} ${kept} ${usage}`
}

function encoded(book: Book): string {
  if (book.module === 'TIME_SERIES') return 'Each asset has a code of its own newest bars.'
  const own = `${percent(book.marketShareOwnDay, 0)} of the variance of the market’s return and ${percent(book.marketSizeShareOwnDay, 0)} of that of its size`
  const next = `${percent(book.marketShareNextDay, 0)} and ${percent(book.marketSizeShareNextDay, 0)}`
  return `They explain ${own} on the day that they encode, ${next} on the next day (adjusted for the number of codes: about 0 is nothing).`
}
