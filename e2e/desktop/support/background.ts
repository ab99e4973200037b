import { labKeyEnvironment, useAnthropic } from './profile.ts'
import { Rephlo } from './rephlo.ts'
import { test as base } from './test.ts'

/** Rephlo in the background, with the lab as its provider and the key in the environment. */
export const test = base.extend({
  rephlo: async ({ dataFolder, lab }, use) => {
    await useAnthropic(dataFolder, lab.url)
    await using rephlo = await Rephlo.launch({
      dataFolder,
      flags: ['--hidden'],
      environment: labKeyEnvironment,
    })
    await use(rephlo)
  },
})
