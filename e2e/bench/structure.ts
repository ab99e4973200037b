import { walls } from '../../scripts/walls.mjs'
import { projectFolder } from './app/project-folder.ts'
import type { Benchmark } from './benchmark.ts'
import { measureStructure, most } from './structure/measure-structure.ts'
import { readShippedCode } from './structure/source-tree.ts'

/** How the code that ships is built: circles, arrows against the walls, long files, long functions, long lines. */
export const structure: Benchmark = {
  name: 'structure',
  summary: 'circles, upward arrows, long files, functions and lines in the code that ships',
  run({ progress }) {
    const { longestLine, ...places } = measureStructure(readShippedCode(projectFolder), walls)
    const { circles, upwardArrows, filesOver300, functionsOver50, linesOver110 } = places
    const found = [circles, upwardArrows, filesOver300, functionsOver50, linesOver110].flat()
    for (const place of found) progress(place)
    return Promise.resolve({
      figures: {
        circles: circles.length,
        upwardArrows: upwardArrows.length,
        filesOver300: filesOver300.length,
        functionsOver50: functionsOver50.length,
        longestLine,
      },
      isWithinBudget: found.length === 0 && longestLine <= most.charactersOfLine,
    })
  },
}
