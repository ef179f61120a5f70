import { Asset } from './asset.type.js'
import { connectionType } from './connection.js'

export const AssetConnection = connectionType('Asset', () => Asset)
