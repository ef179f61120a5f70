export { nearestName } from '../../lib/nearest-name.js'
