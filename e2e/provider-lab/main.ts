import { parseArgs } from 'node:util'
import { createProviderLab } from './create-provider-lab.ts'

const { values } = parseArgs({ options: { port: { type: 'string', default: '4010' } } })
const lab = await createProviderLab({ port: Number(values.port) })
console.log(`Rephlo provider lab (a simulation, not a vendor) at ${lab.url}
Use it as a base URL with any key that begins with "lab-":
  ANTHROPIC_API_KEY=lab-me npm run -s rephlo -- run fix --provider anthropic --base-url ${lab.url} < text.txt
  OPENAI_API_KEY=lab-me npm run -s rephlo -- run fix --provider openai --base-url ${lab.url}/v1 < text.txt
  GEMINI_API_KEY=lab-me npm run -s rephlo -- run fix --provider gemini --base-url ${lab.url} < text.txt
Set what the next requests meet:
  curl -d '{"scenario":{"kind":"error","status":429,"retryAfterSeconds":7}}' ${lab.url}/lab/scenario
  curl -d '{"advanceMs":300000}' ${lab.url}/lab/clock
  curl ${lab.url}/lab/journal`)
