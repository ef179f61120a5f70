import {
  type ExecutionArgs,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  type OperationTypeNode,
  parse,
  type ValidationRule,
  validate,
} from 'graphql'
import { toError, UserError } from '../../lib/errors.js'

export interface PrepareOptions {
  readonly schema: GraphQLSchema
  readonly rules: readonly ValidationRule[]
  readonly maxTokens: number
  /** Kinds of operations that are answered. */
  readonly kinds: ReadonlySet<OperationTypeNode>
}

/** What to subscribe to or to execute, without a context; or what is wrong with the request. */
export function prepare(
  request: unknown,
  options: PrepareOptions,
): ExecutionArgs | readonly GraphQLError[] {
  try {
    const prepared = executionArgs(request, options)
    return isErrors(prepared) ? prepared.map(ofRequest) : prepared
  } catch (thrown) {
    return [thrown instanceof GraphQLError ? ofRequest(thrown) : toGraphQLError(thrown)]
  }
}

function executionArgs(
  request: unknown,
  { schema, rules, maxTokens, kinds }: PrepareOptions,
): ExecutionArgs | readonly GraphQLError[] {
  const { query, operationName: name, variables = {} } = isRecord(request) ? request : {}
  if (typeof query !== 'string') throw new UserError('query: a GraphQL document is expected')
  if (!isRecord(variables ?? {})) throw new UserError('variables: an object is expected')
  const document = parse(query, { maxTokens })
  const errors = validate(schema, document, rules)
  if (errors.length > 0) return errors
  const operationName = typeof name === 'string' ? name : null
  const operation = getOperationAST(document, operationName)
  if (!operation || !kinds.has(operation.operation)) {
    throw new UserError('there are no mutations: everything here is read')
  }
  const variableValues = isRecord(variables) ? variables : {}
  const definitions = operation.variableDefinitions ?? []
  const { errors: unfit } = getVariableValues(schema, definitions, variableValues)
  return unfit ?? { schema, document, operationName, variableValues }
}

/** What was thrown, as GraphQL carries it. */
export function toGraphQLError(thrown: unknown): GraphQLError {
  if (thrown instanceof GraphQLError) return thrown
  const originalError = toError(thrown)
  return new GraphQLError(originalError.message, { originalError })
}

/** The kind of the operation that was prepared. */
export function kindOf({ document, operationName }: ExecutionArgs): OperationTypeNode | undefined {
  return getOperationAST(document, operationName)?.operation
}

export function isErrors(
  prepared: ExecutionArgs | readonly GraphQLError[],
): prepared is readonly GraphQLError[] {
  return Array.isArray(prepared)
}

/** An error of the document or its variables, with the code of a wrong request. */
function ofRequest(error: GraphQLError): GraphQLError {
  const { message, nodes, source, positions } = error
  const code = error.extensions.code ?? 'BAD_USER_INPUT'
  return new GraphQLError(message, { nodes, source, positions, extensions: { code } })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
