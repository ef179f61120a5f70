/** `Vary` of an answer: what CORS says that answers vary by stays said. */
export function varyWith(already: unknown, names: string): string {
  return already === undefined ? names : `${already}, ${names}`
}
