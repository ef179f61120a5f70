import fastify from 'fastify'
import { expect, it } from 'vitest'
import { addTurns } from '../../../src/server/http/turns.js'

it('starts one request in each turn of the event loop', async () => {
  const app = fastify()
  const started: string[] = []
  let turn = 0
  const count = () => {
    turn++
    if (started.length < 3) setImmediate(count)
  }
  addTurns(app)
  app.get('/:name', ({ params }) => {
    started.push(`${(params as { name: string }).name} ${turn}`)
    return ''
  })
  await app.ready()
  const answers = ['a', 'b', 'c'].map((name) => app.inject(`/${name}`))
  setImmediate(count)
  await Promise.all(answers)
  const turns = started.map((text) => text.split(' ')[1])
  expect(started.map((text) => text[0])).toEqual(['a', 'b', 'c'])
  expect(new Set(turns).size).toBe(3)
})
