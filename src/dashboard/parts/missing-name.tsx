import type { Changes } from '../address/address.js'
import { hrefFor } from '../address/current.js'
import { nearestName } from '../text/nearest.js'

interface MissingNameProps {
  /** What there is none of: `strategy`, `split`, `asset`, `dataset`. */
  readonly kind: 'dataset' | 'strategy' | 'split' | 'asset' | 'tab' | 'date'
  readonly name: string
  readonly names: readonly string[]
  /** What is shown in its place. */
  readonly shown?: string | undefined
  /** Why there is none, where that is known. */
  readonly reason?: string | undefined
  /** Where the nearest is shown; by default, as the choice of that kind. */
  readonly hrefTo?: (nearest: string) => string
}

/** Says that there is nothing of a name in a link, and offers the nearest. */
export function MissingName({ kind, name, names, shown, reason, hrefTo }: MissingNameProps) {
  const nearest = nearestName(name, names)
  return (
    <p class="notice" role="status" id={`missing-${kind}`}>
      {reason ?? `There is no ${kind} “${name}” here.`}
      {shown && ` ${shown} is shown.`}{' '}
      {nearest && nearest !== shown && (
        <a href={hrefTo ? hrefTo(nearest) : hrefFor({ [kind]: nearest } as Changes)}>
          Show {nearest}, the nearest
        </a>
      )}
    </p>
  )
}
