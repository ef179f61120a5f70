import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { executionSchema } from '../../../src/execution/settings.js'
import { type SettingsSchema, settingRows } from '../../../src/lib/settings.js'
import { PRESET_DESCRIPTIONS, presetSettings } from '../../../src/registry/presets.js'
import { strategies } from '../../../src/registry/registry.js'

const PAGE = fileURLToPath(new URL('../../../docs/configuration.md', import.meta.url))

const escaped = (text: string) => text.replaceAll('|', '\\|')

function markdown(schema: SettingsSchema): string {
  const rows = settingRows(schema).map(({ key, fallback, allowed, description, source }) =>
    [`\`${key}\``, `\`${fallback}\``, allowed, description, source].map(escaped),
  )
  const lines = [['key', 'default', 'may be', 'meaning', 'where the default comes from'], ...rows]
  const [head, ...body] = lines.map((cells) => `| ${cells.join(' | ')} |`)
  return [head, '|---|---|---|---|---|', ...body].join('\n')
}

async function presetTable(): Promise<string> {
  const loaded = await Promise.all(strategies.map(({ load }) => load()))
  const attention = loaded[0]
  const usual = new Map(Object.entries(attention.parseConfig({})))
  const named = PRESET_DESCRIPTIONS.map(
    ([name]) => [name, { ...presetSettings(name, attention) }] as const,
  )
  const keys = [...new Set(named.flatMap(([, settings]) => Object.keys(settings)))]
  const rows = keys.map((key) => [
    `\`${key}\``,
    ...named.map(([, settings]) => `\`${JSON.stringify(settings[key] ?? usual.get(key))}\``),
  ])
  return [
    `| key | ${named.map(([name]) => `\`${name}\``).join(' | ')} |`,
    `|---|${named.map(() => '---|').join('')}`,
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n')
}

/** The text between `<!-- x -->` and `<!-- /x -->` on the page, by x. */
async function generated(): Promise<Map<string, string>> {
  const parts = new Map([
    ['presets', await presetTable()],
    ['execution', markdown(executionSchema)],
  ])
  const headings: string[] = []
  for (const { name, load } of strategies) {
    const { settings } = await load()
    if (settings) headings.push(`### ${name}\n\n${markdown(settings)}`)
  }
  return parts.set('strategies', headings.join('\n\n'))
}

describe('docs/configuration.md', () => {
  it('describes every setting as the code does (npm run configuration writes it)', async () => {
    let page = readFileSync(PAGE, 'utf8')
    for (const [name, text] of await generated()) {
      const marked = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`)
      expect(page).toMatch(marked)
      page = page.replace(marked, (_, begin: string, end: string) => `${begin}\n${text}\n\n${end}`)
    }
    await expect(page).toMatchFileSnapshot(PAGE)
  })

  it('leaves no setting without a meaning and a source', async () => {
    for (const { name, load } of strategies) {
      const { settings = executionSchema } = await load()
      for (const { key, description, source, allowed } of settingRows(settings)) {
        expect([name, key, description, source, allowed]).not.toContain('')
      }
    }
  })
})

describe('presets', () => {
  it.each(PRESET_DESCRIPTIONS)('%s is valid for every strategy', async (name) => {
    for (const { load } of strategies) {
      const strategy = await load()
      const settings = presetSettings(name, strategy)
      expect(strategy.parseConfig(settings)).toMatchObject(settings)
    }
  })

  it('change what they describe: the paper’s 30 factors and λ_Var 100, the default’s nothing', async () => {
    const attention = await strategies[0].load()
    expect(presetSettings('paper', attention)).toMatchObject({
      factorCount: 30,
      explainedVarianceWeight: 100,
      hedgedLoss: false,
    })
    expect(presetSettings('residua', attention)).toEqual({})
    expect(() => presetSettings('papers', attention)).toThrow(/"papers"; there are: residua, paper/)
  })

  it('set only settings that another strategy has', async () => {
    const pca = await strategies.find(({ name }) => name === 'pca-ou')?.load()
    expect(pca && presetSettings('paper', pca)).toEqual({ factorCount: 30 })
    const vae = await strategies.find(({ name }) => name === 'factor-vae')?.load()
    expect(vae && presetSettings('residua', vae)).toEqual({})
    expect(vae && presetSettings('paper', vae)).toEqual({
      priorWeight: 0,
      datesPerStep: 1,
      stocksPerStep: 0,
      label: 'raw',
      labelLag: 1,
    })
  })
})
