/** Where a repository lies on its server. */
export type Repository = { readonly owner: string; readonly name: string }

/** The repository of a clone's address: `https://host/owner/name.git`, `ssh://…`, `git@host:owner/name`. */
export function repositoryIn(text: string): Repository | undefined {
  const written = text.trim()
  const url = /^[a-z+]+:\/\//i.test(written) ? URL.parse(written) : null
  const path = url === null ? written.replace(/^[^/]*?:/, '') : url.pathname
  const [owner, name] = path
    .replace(/\.git$/, '')
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => segment.replace(/[^\w.-]/g, ''))
  return owner === undefined || name === undefined || owner === '' || name === ''
    ? undefined
    : { owner, name }
}
