/** The addresses of Git repositories, as Argo CD's `repo` functions take them apart. */
import { toBytes } from '../values/text.ts'

type GitUrl = { host: string; path: string; query: string; fragment: string }

const TRANSPORTS = new Set([
  'ssh',
  'git',
  'git+ssh',
  'http',
  'https',
  'ftp',
  'ftps',
  'rsync',
  'file',
])

/** `owner/name` of a repository's address, or its path when that has fewer parts. */
export function fullNameByRepoUrl(address: string): string {
  const path = decodePath(parseGitUrl(address).path).replace(/\.git$/, '')
  const parts = path.split('/').filter((part) => part !== '')
  return parts.length >= 2 ? parts.slice(0, 2).join('/') : path
}

/** The address as an https URL without a user. */
export function repoUrlToHttps(address: string): string {
  const { host, path, query, fragment } = parseGitUrl(address)
  const slash = path !== '' && !path.startsWith('/') && host !== '' ? '/' : ''
  const tail = (query === '' ? '' : `?${query}`) + (fragment === '' ? '' : `#${fragment}`)
  return `https:${host === '' && path === '' ? '' : '//'}${host}${slash}${path}${tail}`
}

/** Go's url.QueryEscape. */
export function queryEscape(text: string): string {
  let escaped = ''
  for (const byte of toBytes(text)) {
    const char = String.fromCharCode(byte)
    if (char === ' ') escaped += '+'
    else if (/[A-Za-z0-9\-_.~]/.test(char)) escaped += char
    else escaped += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return escaped
}

/** A URL with a transport that Git knows, else the form `user@host:path`, else a local path. */
function parseGitUrl(address: string): GitUrl {
  const url =
    /^([a-zA-Z][a-zA-Z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(address)
  if (url && TRANSPORTS.has((url[1] ?? '').toLowerCase())) {
    const [, , authority = '', path = '', query = '', fragment = ''] = url
    return { host: authority.slice(authority.lastIndexOf('@') + 1), path, query, fragment }
  }
  const scp = /^(?:[a-zA-Z0-9_]+@)?([a-zA-Z0-9._-]+):([a-zA-Z0-9./_-]+)\??(.*)$/.exec(address)
  if (scp) {
    const [, host = '', path = '', query = ''] = scp
    return { host, path, query, fragment: '' }
  }
  return { host: '', path: address, query: '', fragment: '' }
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
