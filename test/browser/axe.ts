import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const RUN = `
  axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } })
    .then(({ violations }) => violations.map(({ id, impact, nodes }) =>
      impact + ' ' + id + ': ' + nodes.map(({ html }) => html.slice(0, 160)).slice(0, 3).join(' | ')))
`

/** Violations of the rules of axe on the page as it is; its script is put in once for each page. */
export async function violations(page: Page): Promise<string[]> {
  const isThere = await page.evaluate<boolean>('typeof axe === "object"')
  if (!isThere) await page.evaluate(AXE)
  return page.evaluate<string[]>(RUN)
}
