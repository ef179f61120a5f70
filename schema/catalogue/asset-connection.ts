import { Asset } from './asset.type.js'
import { connectionType } from '../api/connection.js'

export const AssetConnection = connectionType('Asset', () => Asset)
