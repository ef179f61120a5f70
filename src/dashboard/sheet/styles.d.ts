/** A style sheet as text. */
declare module '*.css?inline' {
  const text: string
  // biome-ignore lint/style/noDefaultExport: Vite exports a style sheet so.
  export default text
}
