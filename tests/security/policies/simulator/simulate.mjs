// Reads documents, requests and variants as JSON from standard input. Writes what each layer of policies says of each
// request, and of each variant, which is one document in another wording, whether it changes the verdict on any request.
import { readFileSync } from 'node:fs'
import { runSimulation } from '@cloud-copilot/iam-simulate'

const WORDS = {
  Allowed: 'allow',
  AllowedForAccount: 'allow',
  ImplicitlyDenied: 'silent',
  NotApplicable: 'absent',
  ExplicitlyDenied: 'deny',
  DeniedForAccount: 'deny'
}

const { documents, requests, variants } = JSON.parse(readFileSync(0, 'utf8'))
const verdicts = []
for (const request of requests) verdicts.push(await decide(request, documents))
const order = [...requests.keys()]
const changing = []
for (const variant of variants) changing.push(await changesAny(variant))
process.stdout.write(JSON.stringify({ verdicts, changing }))

// A layer is decided by itself, so that what one layer grants too much shows even where another still holds.
// The request that showed the last change is asked first the next time: it often shows the next one as well.
async function changesAny({ document, policy }) {
  for (const [place, number] of order.entries()) {
    const request = requests[number]
    const layer = layerOf(document, request)
    if (!layer) continue
    const alone = { ...request, identity: [], boundary: [], session: '', resource: '', [layer]: request[layer] }
    const changed = await decide(alone, { ...documents, [document]: policy })
    if (changed.error) throw new Error(changed.error)
    if (changed[layer] !== verdicts[number][layer]) {
      order.unshift(...order.splice(place, 1))
      return true
    }
  }
  return false
}

function layerOf(document, request) {
  return ['identity', 'boundary', 'session', 'resource'].find((layer) => [request[layer]].flat().includes(document))
}

async function decide(request, documents) {
  const named = (list) => list.map((name) => ({ name, policy: documents[name] }))
  const simulation = {
    request: {
      principal: request.principal,
      action: request.action,
      resource: { resource: request.arn, accountId: request.account },
      contextVariables: request.context
    },
    identityPolicies: named(request.identity),
    permissionBoundaryPolicies: request.boundary.length > 0 ? named(request.boundary) : undefined,
    sessionPolicy: request.session ? documents[request.session] : undefined,
    resourcePolicy: request.resource ? documents[request.resource] : undefined,
    serviceControlPolicies: [],
    resourceControlPolicies: []
  }
  return layers(await runSimulation(simulation, {}))
}

function layers(answer) {
  if (answer.resultType === 'error') return { error: JSON.stringify(answer.errors) }
  const { analysis, ignoredContextKeys } = answer.result ?? answer.results[0]
  if (ignoredContextKeys.length > 0) return { error: `unknown keys ${ignoredContextKeys.join(', ')}` }
  return {
    identity: word(analysis.identityAnalysis),
    session: word(analysis.sessionAnalysis),
    boundary: word(analysis.permissionBoundaryAnalysis),
    resource: word(analysis.resourceAnalysis),
    together: WORDS[answer.overallResult]
  }
}

function word(analysis) {
  return analysis ? WORDS[analysis.result] : 'absent'
}
