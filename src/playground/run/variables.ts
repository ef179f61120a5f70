/** The variables of a tab. Throws where their text is no JSON object. */
export function variablesOf(text: string): Readonly<Record<string, unknown>> {
  if (text.trim() === '') return {}
  const value = parsed(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>
  }
  throw new Error('The variables must be a JSON object, such as { "strategy": "pca-ou" }.')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(
      `The variables are not JSON: ${error instanceof Error ? error.message : error}.`,
    )
  }
}
