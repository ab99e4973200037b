/**
 * Runs in the page: controls without a name, ids that are not there or there twice, tables without headings, and what else
 * keeps a page from being read aloud. Resolves to a line for each problem.
 */
export const findAccessibilityProblems = `(() => {
  const problems = []
  const isShown = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== 'hidden'
  const textOf = (id) => document.getElementById(id)?.textContent.trim() ?? ''
  const nameOf = (element) =>
    element.getAttribute('aria-label') ||
    (element.getAttribute('aria-labelledby') ?? '').split(' ').map(textOf).join(' ').trim() ||
    (element.labels && [...element.labels].map((label) => label.textContent.trim()).join(' ')) ||
    element.textContent.trim() ||
    element.getAttribute('title')
  const tell = (element, what) => problems.push(what + ': ' + element.outerHTML.slice(0, 120))
  const modal = [...document.querySelectorAll('[role=dialog], [role=alertdialog]')].at(-1)
  const root = modal ?? document
  for (const element of root.querySelectorAll('button, a[href], input, textarea, select, [role=switch], [role=combobox], [role=radio], [role=dialog], [role=alertdialog], table, svg[role=img]')) {
    if (isShown(element) && !nameOf(element)) tell(element, 'no name')
  }
  if (modal !== undefined && !nameOf(modal)) tell(modal, 'no name')
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
  for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) problems.push('an id is there twice: ' + id)
  for (const attribute of ['aria-describedby', 'aria-labelledby', 'aria-controls']) {
    for (const element of root.querySelectorAll('[' + attribute + ']')) {
      const missing = element.getAttribute(attribute).split(' ').filter((id) => id !== '' && document.getElementById(id) === null)
      if (missing.length > 0 && element.getAttribute('aria-expanded') !== 'false') tell(element, attribute + ' names nothing')
    }
  }
  for (const table of document.querySelectorAll('table')) {
    if (table.querySelector('th[scope=col]') === null) tell(table, 'no column headings')
    for (const row of table.querySelectorAll('tbody tr')) if (row.querySelector('th[scope=row]') === null) tell(row, 'no row heading')
  }
  for (const element of root.querySelectorAll('[tabindex]')) if (element.tabIndex > 0) tell(element, 'an order of its own')
  for (const image of document.querySelectorAll('img:not([alt])')) tell(image, 'no alternative text')
  for (const svg of document.querySelectorAll('svg:not([aria-hidden]):not([role=img])')) tell(svg, 'a picture that is neither hidden nor named')
  const headings = [...document.querySelectorAll('h1')].filter(isShown)
  if (headings.length !== 1) problems.push('there are ' + headings.length + ' first headings')
  if (document.querySelectorAll('main').length !== 1) problems.push('there is not one main part')
  if (document.documentElement.lang === '') problems.push('no language')
  return problems
})()`
