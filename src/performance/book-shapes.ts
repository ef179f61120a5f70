import { type DayShape, shapeOfDay } from '../accounts/book-shape.js'
import type { PublishedSplit } from './chain.js'
import { inPieces } from './in-pieces.js'
import { oncePerReads } from './once-per-reads.js'
import { booksOn, datesOf } from './split-days.js'

/** Shape of the book of each date of a split, `[T]`: of any range it is a mean and a median of these. */
export const bookShapesOf = oncePerReads(
  {
    name: 'book shapes',
    keyOf: (split: PublishedSplit) => String(split.current.id),
    keptBytes: 10_000,
  },
  async (reads, split): Promise<readonly DayShape[]> =>
    inPieces(
      await datesOf(split, reads),
      (some) => booksOn(split, some, reads),
      (books) => books.map(shapeOfDay),
    ),
)
