import { type ClassType, Field, ObjectType } from 'type-graphql'
import { UserError } from '../../src/lib/errors.js'
import { Cost, type CostRule } from '../cost/cost.js'
import { edges } from '../cost/lists.js'

@ObjectType({ simpleResolvers: true, description: 'Position of a page in its list.' })
export class PageInfo {
  @Field(() => Boolean)
  hasNextPage!: boolean

  @Field(() => Boolean)
  hasPreviousPage!: boolean

  @Field(() => String, { nullable: true })
  startCursor!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last item: `after` of the next page; null where the page is empty.',
  })
  endCursor!: string | null
}

export interface Edge<T> {
  readonly cursor: string
  readonly node: T
}

export interface Connection<T> {
  readonly edges: readonly Edge<T>[]
  readonly pageInfo: PageInfo
}

/** `<Name>Connection` and `<Name>Edge` around a node type, as the Relay specification has them. */
export function connectionType(name: string, node: () => ClassType, cost: CostRule = edges) {
  @ObjectType(`${name}Edge`, { simpleResolvers: true })
  class EdgeType {
    @Field(() => String)
    cursor!: string

    @Field(node)
    node!: unknown
  }

  @ObjectType(`${name}Connection`, { simpleResolvers: true })
  class ConnectionType {
    @Cost(cost)
    @Field(() => [EdgeType])
    edges!: Edge<unknown>[]

    @Field(() => PageInfo)
    pageInfo!: PageInfo
  }

  return ConnectionType
}

export interface ConnectionOptions<T> {
  readonly cursorOf: (node: T) => string
  readonly hasNextPage: boolean
  readonly after: string | null | undefined
}

export function toConnection<T>(
  nodes: readonly T[],
  { cursorOf, hasNextPage, after }: ConnectionOptions<T>,
): Connection<T> {
  const edges = nodes.map((node) => new LazyEdge(node, cursorOf))
  return {
    edges,
    pageInfo: {
      hasNextPage,
      hasPreviousPage: typeof after === 'string',
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}

/** An edge whose cursor is made only where it is asked for. */
class LazyEdge<T> implements Edge<T> {
  readonly node: T
  readonly #cursorOf: (node: T) => string

  constructor(node: T, cursorOf: (node: T) => string) {
    this.node = node
    this.#cursorOf = cursorOf
  }

  get cursor(): string {
    return this.#cursorOf(this.node)
  }
}

/** An opaque cursor around the key of a row. */
export function toCursor(...key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/** The key inside a cursor of ours, checked by `isKey`; undefined where there is no cursor. */
export function fromCursor<K extends readonly unknown[]>(
  cursor: string | null | undefined,
  isKey: (key: readonly unknown[]) => key is K,
): K | undefined {
  if (cursor === undefined || cursor === null) return undefined
  const key = parsed(cursor)
  if (Array.isArray(key) && isKey(key)) return key
  throw new UserError(
    `after: ${JSON.stringify(cursor)} is not a cursor of this list: pass an endCursor of it`,
  )
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return undefined
  }
}
