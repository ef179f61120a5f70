import { hrefFor } from '../address/current.js'
import type { Entry } from '../lineup/lineup.js'
import { nearestName } from '../text/nearest.js'

interface MissingComparedProps {
  /** The strategies that a link compares with. */
  readonly compare: readonly string[]
  readonly chosen: string
  readonly entries: readonly Entry[]
}

/** Which compared strategies of the link have no results here, and the nearest that have. */
export function MissingCompared({ compare, chosen, entries }: MissingComparedProps) {
  const names = entries.map(({ strategy }) => strategy.name).filter((name) => name !== chosen)
  const known = compare.filter((name) => names.includes(name))
  const missing = compare.filter((name) => name !== chosen && !names.includes(name))
  const others = names.filter((name) => !known.includes(name))
  if (missing.length === 0) return null
  return (
    <div class="notice" role="status" id="missing-compare">
      {missing.map((name) => {
        const nearest = nearestName(name, others)
        return (
          <p key={name}>
            There is no strategy “{name}” with results to compare with.{' '}
            {nearest && (
              <a href={hrefFor({ compare: [...known, nearest] })}>
                Compare with {nearest}, the nearest
              </a>
            )}
          </p>
        )
      })}
    </div>
  )
}
