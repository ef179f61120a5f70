import { ABSENT } from '../text/format.js'

/** In the place of a number that is not there, with the reason. */
export function Absent({ reason }: { readonly reason: string }) {
  return (
    <span class="absent" title={reason}>
      {ABSENT}
      <span class="unseen">{` ${reason}`}</span>
    </span>
  )
}
