import { beforeEach, describe, expect, it } from 'vitest'
import { EXAMPLES } from '../../../src/playground/saved/examples.js'
import { newTab } from '../../../src/playground/tabs/tab.js'
import { add, close, edit, open, openId, show, tabs } from '../../../src/playground/tabs/tabs.js'

const names = () => tabs.value.map(({ name }) => name)
const queryOf = (name: string) => ({ name, query: `{ ${name} }`, variables: '' })

describe('open queries', () => {
  it('begin with the first saved one', () => {
    expect(names()).toEqual([EXAMPLES[0].name])
  })

  describe('of an emptied page', () => {
    beforeEach(() => {
      const tab = newTab()
      tabs.value = [tab]
      openId.value = tab.id
    })

    it('are added on the right; the first takes the place of an empty one', () => {
      show(queryOf('a'))
      show(queryOf('b'))
      expect(names()).toEqual(['a', 'b'])
      expect(open.value.name).toBe('b')
    })

    it('are not opened twice', () => {
      show(queryOf('a'))
      show(queryOf('b'))
      show(queryOf('a'))
      expect(names()).toEqual(['a', 'b'])
      expect(open.value.name).toBe('a')
    })

    it('give way to their left neighbour when they close, and never run out', () => {
      for (const name of ['a', 'b', 'c']) show(queryOf(name))
      close(openId.value)
      expect(open.value.name).toBe('b')
      close(tabs.value[0].id)
      expect(names()).toEqual(['b'])
      close(openId.value)
      expect(names()).toEqual(['New query'])
      expect(open.value.query).toBe('')
    })

    it('are edited one at a time', () => {
      show(queryOf('a'))
      add()
      edit({ query: '{ c }' })
      expect(tabs.value.map(({ query }) => query)).toEqual(['{ a }', '{ c }'])
    })
  })
})
