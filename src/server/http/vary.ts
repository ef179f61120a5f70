/** `Vary` of an answer, with what CORS has set before. */
export function varyWith(already: unknown, names: string): string {
  return already === undefined ? names : `${already}, ${names}`
}
