import { describe, expect, it } from 'vitest'
import { manifests, problemsOf } from './manifests.js'

describe('the manifests, by the schemas of Kubernetes', () => {
  it.each(manifests.map((manifest) => [`${manifest.file} ${manifest.kind}`, manifest] as const))(
    '%s is valid',
    (_, manifest) => {
      expect(problemsOf(manifest)).toEqual([])
    },
  )

  const changed = (kind: string, from: string, to: string) => {
    const manifest = manifests.find((each) => each.kind === kind)
    const text = JSON.stringify(manifest)
    expect(text).toContain(from)
    return problemsOf(JSON.parse(text.replace(from, to)))
  }

  it.each([
    ['Deployment', '"readOnlyRootFilesystem"', '"readOnlyRootFileSystem"', / is unknown$/],
    ['Deployment', '"replicas":2', '"replicas":"two"', /replicas/],
    ['Deployment', '"selector"', '"select"', /selector/],
    ['NetworkPolicy', '"podSelector"', '"podselector"', /pod/i],
    ['NetworkPolicy', '"policyTypes"', '"policyType"', / is unknown$/],
    ['CronJob', '"concurrencyPolicy"', '"concurrency"', / is unknown$/],
  ])('a %s with %s changed to %s is not', (kind, from, to, problem) => {
    expect(changed(kind, from, to).join('\n')).toMatch(problem)
  })
})
