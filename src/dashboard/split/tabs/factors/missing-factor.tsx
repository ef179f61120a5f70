import { hrefFor } from '../../../address/current.js'

interface MissingFactorProps {
  readonly asked: number
  readonly count: number
}

/** Says that a split has no factor of that index, and offers the nearest. */
export function MissingFactor({ asked, count }: MissingFactorProps) {
  const last = count - 1
  return (
    <p class="note" role="status" id="missing-factor">
      This split has no factor F{asked}: its factors are F0 to F{last}, and F0 is shown.{' '}
      <a href={hrefFor({ factor: last })}>Show F{last}, the nearest</a>
    </p>
  )
}
