import { normaliseBook } from '../residuals/chain.js'
import { type BookStep, isAsset, isFlat } from './book-step.js'

/** `w − mean(w)` over the assets of the universe, so that `Σ w = 0`; factor portfolios are not demeaned. */
export const dollarNeutral: BookStep = (book, date) => {
  if (isFlat(book)) return normaliseBook(book)
  const counts = (place: number) => isAsset(date, date.columns[place])
  const count = book.reduce((sum, _, place) => sum + Number(counts(place)), 0)
  const mean = book.reduce((sum, weight) => sum + weight, 0) / count
  return normaliseBook(book.map((weight, place) => (counts(place) ? weight - mean : weight)))
}
