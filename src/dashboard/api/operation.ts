/** A query or subscription by the schema: its text, and the types of its answer and variables. */
export interface Operation<Answer, Variables> {
  readonly name: string
  readonly text: string
  /** Types only: nothing is there at run time. */
  readonly types?: { readonly answer: Answer; readonly variables: Variables }
}

export function operation<Answer, Variables>(
  name: string,
  text: string,
): Operation<Answer, Variables> {
  return { name, text }
}
