/**
 * Puts content into an element that the content cannot close: where it holds the element's own closing tag,
 * in any spelling, the element gets the first number that it does not hold (`<text-2>`). All other content
 * keeps its bytes, and so its caches.
 */
export function wrap(name: string, content: string, { attributes = '', gap = '\n' } = {}): string {
  const element = elementFor(name, content)
  return `<${element}${attributes}>${gap}${content}${gap}</${element}>`
}

/** Whole names alone: `</texts>` closes no `<text>`. */
function elementFor(name: string, content: string): string {
  if (!content.includes('<')) return name
  let element = name
  for (let number = 2; closes(element, content); number += 1) element = `${name}-${number}`
  return element
}

function closes(element: string, content: string): boolean {
  return new RegExp(`<\\s*/\\s*${element}(?![\\w-])`, 'i').test(content)
}
