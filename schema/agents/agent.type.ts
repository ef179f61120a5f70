import { ArgsType, Field, Float, ObjectType, registerEnumType } from 'type-graphql'
import type { PublishedSplit } from '../../src/performance/chain.js'
import { RangeArgs } from '../api/arguments.js'
import { DateScalar } from '../api/scalars.js'
import { Asset } from '../catalogue/asset.type.js'

@ObjectType({
  simpleResolvers: true,
  description:
    'An agent that trades one asset in an account of its own, which opens with cash before each test range: at every close it sells all, holds, or buys as many whole shares as the cash pays for.',
})
export class TradingAgent {
  readonly split!: PublishedSplit
  /** On the dataset's asset axis. */
  readonly position!: number

  @Field(() => Asset, { description: 'The asset that the agent trades.' })
  asset!: Asset
}

export enum AgentAction {
  SELL = 0,
  HOLD = 1,
  BUY = 2,
}

registerEnumType(AgentAction, {
  name: 'AgentAction',
  description: 'What an agent does at a close.',
  valuesConfig: {
    SELL: { description: 'Sell all shares.' },
    HOLD: { description: 'Trade nothing.' },
    BUY: { description: 'Buy as many whole shares as the cash pays for, cost included.' },
  },
})

@ObjectType({
  simpleResolvers: true,
  description: 'What an agent decided for a date, and its account at the close of the date.',
})
export class AgentPosition {
  @Field(() => DateScalar, { description: 'Trading date over which the shares are held.' })
  date!: string

  @Field(() => AgentAction, { description: 'Action at the close of the trading date before.' })
  action!: AgentAction

  @Field(() => Float, {
    description:
      'Whole shares held, of an index of the returns of the asset that is 100 where the account opens.',
  })
  shares!: number

  @Field(() => Float, {
    nullable: true,
    description:
      'Cash and shares at the close of the date, at the cost of the configuration of the run; null before the date has happened.',
  })
  value!: number | null
}

@ArgsType()
export class AgentArgs extends RangeArgs {
  @Field(() => Float, {
    nullable: true,
    description:
      'Trading cost in basis points of what is traded; 5 by default. The trades stay those that were decided.',
  })
  tradingCostBps?: number | null
}
