import { connectionType } from '../api/connection.js'
import { Asset } from './asset.type.js'

export const AssetConnection = connectionType('Asset', () => Asset)
