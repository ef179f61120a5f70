/** What is wrong with a value, and what a person can do about it; parts of a message. */
export interface Problem {
  readonly problem: string
  readonly remedy: string
}
