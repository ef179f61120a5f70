import type { GraphQLNamedType } from 'graphql'
import { partsOf } from './described.js'

interface TypePanelProps {
  readonly type: GraphQLNamedType
  readonly onOpen: (name: string) => void
}

/** A type of the schema: its description and what it consists of. */
export function TypePanel({ type, onOpen }: TypePanelProps) {
  return (
    <section class="type" aria-label={`Type ${type.name}`}>
      <h2>{type.name}</h2>
      {type.description && <p class="dim">{type.description}</p>}
      <dl>
        {partsOf(type).map(({ name, signature, description, leadsTo }) => (
          <div key={name}>
            <dt>
              {leadsTo ? (
                <button type="button" class="quiet" onClick={() => onOpen(leadsTo)}>
                  {name}
                </button>
              ) : (
                <b>{name}</b>
              )}
              <code>{signature}</code>
            </dt>
            <dd>{description}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
