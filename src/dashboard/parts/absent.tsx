import { ABSENT } from '../text/format.js'

/** In the place of a number that is not there, with the reason: under the pointer, the focus and a screen reader. */
export function Absent({ reason }: { readonly reason: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the reason is shown where it is focused.
    <span class="absent" title={reason} tabIndex={0}>
      {ABSENT}
      <span class="unseen">{` ${reason}`}</span>
    </span>
  )
}
