import { effect, signal } from '@preact/signals'
import {
  buildClientSchema,
  type GraphQLSchema,
  getIntrospectionQuery,
  type IntrospectionQuery,
} from 'graphql'
import { ask } from '../../dashboard/api/ask.js'
import { ApiError, asksForKey, type Reported } from '../../dashboard/api/errors.js'
import { operation } from '../../dashboard/api/operation.js'
import { attempt } from '../../dashboard/api/session.js'

const STATE = operation<{ dataVersion: { version: number } }, object>(
  'PlaygroundState',
  'query PlaygroundState { dataVersion { version } }',
)
const SCHEMA = operation<IntrospectionQuery, object>('IntrospectionQuery', getIntrospectionQuery())

/** The served schema; undefined until it is there. */
export const schema = signal<GraphQLSchema | undefined>(undefined)

/** Why the API takes no key, or not the one that was given; empty where it answers. */
export const refused = signal<readonly Reported[]>([])

export const checking = signal(false)

/** The API cannot be reached. */
export const away = signal(false)

/** Nothing is published: queries are answered with empty lists. */
export const empty = signal(false)

/** Asks for the state of the API and its schema, and again with each key. */
export function followSession(): void {
  effect(() => {
    attempt.value
    void load()
  })
}

async function load(): Promise<void> {
  checking.value = true
  try {
    const { data } = await ask(STATE, {})
    refused.value = []
    away.value = false
    empty.value = data.dataVersion.version === 0
    if (!schema.value) schema.value = buildClientSchema((await ask(SCHEMA, {})).data)
  } catch (error) {
    const errors = error instanceof ApiError ? error.errors : []
    refused.value = errors.filter(asksForKey)
    away.value = errors.some(({ code }) => code === 'UNAVAILABLE')
  } finally {
    checking.value = false
  }
}
