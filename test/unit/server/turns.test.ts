import fastify from 'fastify'
import { expect, it } from 'vitest'
import { addTurns } from '../../../src/server/http/turns.js'

it('starts the request that came first and the smallest one by turns', async () => {
  const app = fastify()
  const started: string[] = []
  const sizes = { first: 9000, second: 9000, third: 9000, small: 10, tiny: 1 }
  const arrived: (() => void)[] = []
  app.addHook('preHandler', (_request, _reply, done) => {
    arrived.push(done)
    if (arrived.length === Object.keys(sizes).length) for (const goOn of arrived) goOn()
  })
  addTurns(app)
  app.post('/:name', ({ params }) => {
    started.push((params as { name: string }).name)
    return ''
  })
  await app.ready()
  const answers = Object.entries(sizes).map(([name, size]) =>
    app.inject({ method: 'POST', url: `/${name}`, payload: { text: 'x'.repeat(size) } }),
  )
  await Promise.all(answers)
  expect(started).toEqual(['first', 'tiny', 'second', 'small', 'third'])
})
