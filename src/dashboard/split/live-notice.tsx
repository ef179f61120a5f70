import type { Split } from '../lineup/lineup.js'

/** A live split before its first return: it has a book, and no measures yet. */
export function LiveNotice({ split }: { readonly split: Split }) {
  return (
    <p class="notice" role="status" id="live-split">
      Nothing is earned yet: the book for {split.nextDate} is decided, and its first return is known
      after the close of that date. Measures follow.
    </p>
  )
}
